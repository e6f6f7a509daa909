#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

/// Random pages, answers and outcomes; a map of what is still to be delivered is the model.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) { notices_.opened(); }

  void run(int steps) {
    for (int i = 0; i < steps && !testing::Test::HasFailure(); ++i) {
      notices_.pass(absl::Seconds(pick(90)));
      step();
      follow();
      compare();
    }
    drain();
    check_refold();
  }

 private:
  struct Modelled {
    int attempt = 1;
    std::int64_t due_at_ms = 0;
    bool page = false;
  };

  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void step() {
    switch (pick(6)) {
      case 0:
        notices_.asks(pick(2) == 0 ? "dora" : "emil");
        return;
      case 1:
        notices_.assigned(pick(2) == 0 ? "dora" : "ann");
        return;
      case 2:
        return end_pages();
      default:
        return report();
    }
  }

  void end_pages() {
    if (pick(2) == 0) {
      notices_.acknowledged("emil");
    } else {
      notices_.withdrawn();
    }
    follow();
    for (const auto& [id, modelled] : pending_) {
      EXPECT_FALSE(modelled.page) << "a page outlives its escalation";
    }
  }

  void report() {
    if (pending_.empty()) {
      return;
    }
    const auto chosen = std::next(pending_.begin(), pick(static_cast<int>(pending_.size())));
    const int attempt = chosen->second.attempt + (pick(4) == 0 ? 1 - pick(3) : 0);
    const bool stale = attempt != chosen->second.attempt;
    const Events events = notices_.reports(chosen->first, attempt, pick(3) == 0,
                                           absl::Seconds(pick(30)), pick(8) == 0);
    EXPECT_EQ(events.empty(), stale);
  }

  /// Brings the model up to what was decided since.
  void follow() {
    for (; followed_ < notices_.all().size(); ++followed_) {
      follow(notices_.all()[followed_]);
    }
  }

  void follow(const Event& event) {
    if (event.has_context_noted()) {
      return;
    }
    const std::string& id = event.notification_id();
    if (event.has_planned()) {
      EXPECT_TRUE(ever_.insert(id).second) << "a notification is planned once";
      pending_[id] = {1, event.planned().due_at_ms(),
                      event.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE};
      return;
    }
    ASSERT_TRUE(pending_.contains(id)) << "only what is pending can end";
    if (event.has_attempt_failed()) {
      EXPECT_EQ(event.attempt_failed().attempt(), pending_[id].attempt);
      EXPECT_GT(event.attempt_failed().next_due_at_ms(), to_ms(notices_.now()));
      pending_[id].attempt += 1;
      pending_[id].due_at_ms = event.attempt_failed().next_due_at_ms();
    } else {
      pending_.erase(id);
    }
  }

  void compare() {
    const std::vector<DueTimer> due = effects(notices_.state());
    ASSERT_EQ(due.size(), pending_.size());
    for (const DueTimer& timer : due) {
      const Modelled& modelled = pending_.at(timer.id);
      EXPECT_EQ(timer.generation, static_cast<std::uint64_t>(modelled.attempt));
      EXPECT_EQ(timer.due, from_ms(modelled.due_at_ms));
    }
  }

  /// With nothing but failures, everything ends after a bounded number of attempts.
  void drain() {
    for (int round = 0; round < 1000 && !pending_.empty(); ++round) {
      const auto [id, modelled] = *pending_.begin();
      notices_.reports(id, modelled.attempt, false);
      follow();
    }
    EXPECT_TRUE(pending_.empty());
  }

  void check_refold() {
    CaseNotifications again;
    for (const Event& event : notices_.all()) {
      evolve(again, event);
    }
    EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(again, notices_.state()));
  }

  std::mt19937 random_;
  TestedNotices notices_;
  std::map<std::string, Modelled> pending_;
  std::set<std::string> ever_;
  std::size_t followed_ = 0;
};

TEST(RandomWalk, AgreesWithAMapOfWhatIsPending) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed).run(60);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace escalon::notify
