#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

/// Random pages, answers and outcomes; a map of what is still to be delivered, and with what, is
/// the model.
class Walk {
 public:
  explicit Walk(unsigned seed, NotifyPolicy policy = tested_policy())
      : random_(seed), policy_(policy), notices_(std::move(policy)) {
    notices_.opened();
  }

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
    notification::v1::Planned planned = {};
    std::size_t number = 0;  // in order of planning
    std::string leader = {};
    bool cancelled = false;  // and sent already: it stays for those that are sent as it
  };

  int pick(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }

  void step() {
    switch (pick(8)) {
      case 6:
        notices_.opened(pick(2) == 0 ? "e1" : "e2");
        return;
      case 7:
        return get_worse();
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

  void get_worse() {
    escalation::v1::EscalationEvent worse;
    worse.mutable_cause_added()->set_priority(1 + pick(3));
    notices_.happens(worse);
  }

  void report() {
    if (pending_.empty()) {
      return;
    }
    const auto chosen = std::next(pending_.begin(), pick(static_cast<int>(pending_.size())));
    if (!chosen->second.leader.empty()) {
      EXPECT_EQ(kinds(notices_.reports(chosen->first, chosen->second.attempt, true)), "");
      return;
    }
    if (chosen->second.due_at_ms > to_ms(notices_.now())) {
      return;  // nobody has tried
    }
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
                      event.planned().kind() == notification::v1::NOTIFICATION_KIND_PAGE,
                      event.planned(), ever_.size()};
      return;
    }
    ASSERT_TRUE(pending_.contains(id)) << "only what is pending can end";
    if (event.has_grouped()) {
      send_with(id, event.grouped().leader_id());
    } else if (event.has_attempt_failed()) {
      pending_[id].leader.clear();
      EXPECT_EQ(event.attempt_failed().attempt(), pending_[id].attempt);
      EXPECT_GT(event.attempt_failed().next_due_at_ms(), to_ms(notices_.now()));
      pending_[id].attempt += 1;
      pending_[id].due_at_ms = event.attempt_failed().next_due_at_ms();
    } else if (event.cancelled().in_flight()) {
      EXPECT_LE(pending_[id].due_at_ms, to_ms(notices_.now()));
      EXPECT_FALSE(std::exchange(pending_[id].cancelled, true)) << "it is cancelled once";
      pending_[id].page = false;
    } else {
      pending_.erase(id);
      promote(id);
    }
    forget_cancelled();
  }

  void forget_cancelled() {
    std::erase_if(pending_, [&](const auto& one) {
      return one.second.cancelled && std::ranges::none_of(pending_, [&](const auto& other) {
               return other.second.leader == one.first;
             });
    });
  }

  void send_with(const std::string& id, const std::string& leader_id) {
    ASSERT_TRUE(pending_.contains(leader_id));
    const Modelled& leader = pending_[leader_id];
    EXPECT_TRUE(leader.leader.empty());
    for (auto& [other, modelled] : pending_) {
      if (other == id || modelled.leader == id) {
        modelled.leader = leader_id;
        EXPECT_EQ(modelled.planned.recipient(), leader.planned.recipient());
        EXPECT_EQ(modelled.planned.channel(), leader.planned.channel());
        EXPECT_LE(leader.due_at_ms, modelled.due_at_ms) << "later than by itself";
        EXPECT_GE(leader.due_at_ms, modelled.planned.held_until_ms()) << "while it is quiet";
      }
    }
  }

  void promote(const std::string& id) {
    std::string first;
    for (const auto& [other, modelled] : pending_) {
      const auto when = [&](const Modelled& one) { return std::pair(one.due_at_ms, one.number); };
      if (modelled.leader == id && (first.empty() || when(modelled) < when(pending_.at(first)))) {
        first = other;
      }
    }
    for (auto& [other, modelled] : pending_) {
      if (modelled.leader == id) {
        modelled.leader = other == first ? "" : first;
      }
    }
  }

  void compare() {
    const std::vector<DueTimer> due = effects(notices_.state());
    const auto sent =
        std::ranges::count_if(pending_, [](const auto& one) { return one.second.leader.empty(); });
    ASSERT_EQ(std::ssize(due), sent);
    for (const DueTimer& timer : due) {
      compare_quiet(timer);
      const Modelled& modelled = pending_.at(timer.id);
      EXPECT_EQ(timer.generation, static_cast<std::uint64_t>(modelled.attempt));
      EXPECT_EQ(timer.due, from_ms(modelled.due_at_ms));
    }
  }

  /// What was never sent is not due while it is quiet.
  void compare_quiet(const DueTimer& timer) const {
    for (const auto& [id, modelled] : pending_) {
      const bool in_message = id == timer.id || modelled.leader == timer.id;
      const Wanted wanted{modelled.planned.recipient(), modelled.planned.channel(), 0, timer.due};
      const bool urgent = modelled.planned.held_until_ms() == 0;
      if (in_message && !urgent && modelled.attempt == 1) {
        EXPECT_EQ(allowed(policy_.quiet_hours, wanted).due, timer.due);
      }
    }
  }

  /// With nothing but failures, everything ends after a bounded number of attempts.
  void drain() {
    for (int round = 0; round < 1000 && !pending_.empty(); ++round) {
      const auto [id, modelled] = *std::ranges::find_if(
          pending_, [](const auto& one) { return one.second.leader.empty(); });
      notices_.pass(std::max(absl::ZeroDuration(), from_ms(modelled.due_at_ms) - notices_.now()));
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
  const NotifyPolicy policy_;
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

// Nine in the morning, when walks begin, is quiet for dora's chat until half past nine, unless it
// is urgent.
NotifyPolicy quiet_and_grouped() {
  calendar::CalendarSpec spec;
  for (auto& day : spec.weekly) {
    day = {*calendar::parse_span("08:00-09:30")};
  }
  NotifyPolicy policy = tested_policy();
  policy.people["emil"] = {{.channel = "chat"}};
  policy.quiet_hours = {
      {.name = "morning",
       .during = std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec)),
       .people = {"dora"},
       .channels = {"chat"},
       .let_through = 1}};
  policy.grouping = {.wait = absl::Minutes(2), .pages = absl::Seconds(30)};
  policy.rules = {{.name = "tell",
                   .events = {"escalation.opened", "escalation.cause_added"},
                   .recipients = {"person:emil", "person:dora"},
                   .text = {.subject = "{event}"}}};
  return policy;
}

TEST(RandomWalk, AgreesWithTheModelWhereNoticesWaitAndAreSentTogether) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Walk(seed, quiet_and_grouped()).run(60);
    if (HasFailure()) {
      return;
    }
  }
}

}  // namespace
}  // namespace escalon::notify
