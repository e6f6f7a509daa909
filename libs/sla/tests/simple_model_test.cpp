// Random cases with one clock, minute by minute, against a model that keeps nothing but three
// flags.
#include <random>

#include "case_story.hpp"

namespace escalon::sla {
namespace {

constexpr int kMinutes = 3000;

enum class Happening { kNothing, kStart, kWait, kOpen, kClose, kUrgent, kOrdinary };

// One clock as people would keep it on paper: a tally of minutes that counted, and when it reached
// each number.
class PaperClock {
 public:
  explicit PaperClock(const calendar::Calendar* hours) : hours_(hours) {}

  // What happens at the beginning of a minute, which then counts or does not.
  void minute(int now, Happening happening) {
    switch (happening) {
      case Happening::kStart:
        started_ = true;
        break;
      case Happening::kWait:
      case Happening::kOpen:
        waiting_ = happening == Happening::kWait;
        stopped_at_ = -1;
        break;
      case Happening::kClose:
        stopped_at_ = stopped() ? stopped_at_ : now;
        break;
      case Happening::kUrgent:
      case Happening::kOrdinary:
        wanted_ = happening == Happening::kUrgent ? 240 : 480;
        break;
      case Happening::kNothing:
        break;
    }
    if (!stopped()) {
      target_ = wanted_;  // a finished clock keeps its target
    }
    const bool open = hours_ == nullptr || hours_->is_open(kMonday + absl::Minutes(now));
    if (started_ && !stopped() && !waiting_ && open) {
      reached_at_.push_back(now + 1);
    }
  }

  bool started() const { return started_; }
  bool stopped() const { return stopped_at_ >= 0; }
  bool waiting() const { return waiting_; }
  int tally() const { return static_cast<int>(reached_at_.size()); }
  int target() const { return target_; }
  bool missed(int now) const {
    if (tally() < target_) {
      return false;
    }
    const int due = reached_at_[static_cast<std::size_t>(target_) - 1];
    return stopped() ? stopped_at_ > due : now >= due;
  }

 private:
  const calendar::Calendar* hours_;
  bool started_ = false;
  bool waiting_ = false;
  int stopped_at_ = -1;
  int wanted_ = 480;
  int target_ = 480;
  std::vector<int> reached_at_;
};

Happening random_happening(std::mt19937& random, int now) {
  if (now <= 5) {
    return now == 5 ? Happening::kStart : Happening::kNothing;
  }
  return random() % 150 == 0 ? static_cast<Happening>(2 + random() % 5) : Happening::kNothing;
}

void tell(CaseStory& story, Teller& teller, absl::Time when, Happening happening) {
  switch (happening) {
    case Happening::kStart:
      return story.tell(teller.started(when));
    case Happening::kWait:
      return story.tell(teller.status(when, "waiting"));
    case Happening::kOpen:
      return story.tell(teller.status(when, "open"));
    case Happening::kClose:
      return story.tell(teller.status(when, "closed"));
    case Happening::kUrgent:
      return story.tell(teller.priority(when, 1));
    case Happening::kOrdinary:
      return story.tell(teller.priority(when, 3));
    case Happening::kNothing:
      break;
  }
}

void expect_agreement(CaseStory& story, const PaperClock& paper, int minute) {
  // Half a minute on, so that a due instant at a full minute lies clearly on one side.
  const absl::Time now = kMonday + absl::Minutes(minute) + absl::Seconds(30);
  story.wait_until(now);
  const ClockRun& run = story.run("resolution");
  ASSERT_EQ(run.stopped_at_ms() != 0, paper.stopped()) << now;
  ASSERT_EQ(!run.breach_id().empty(), paper.missed(minute)) << now << " " << run.ShortDebugString();
  if (paper.stopped()) {
    ASSERT_EQ(run.elapsed_ms(), paper.tally() * 60'000) << now;
  } else if (paper.waiting() && !paper.missed(minute) && run.due_at_ms() == 0) {
    ASSERT_EQ(run.left_ms(), (paper.target() - paper.tally()) * 60'000) << now;
  }
}

TEST(Clock, AgreesWithATallyOfMinutes) {
  for (unsigned seed = 0; seed < 60; ++seed) {
    std::mt19937 random(seed);
    auto rule = resolution();
    rule.calendar = seed % 3 == 0 ? nullptr : office();
    PaperClock paper(rule.calendar.get());
    Teller teller;
    CaseStory story(policy_of({rule}));
    for (int now = 0; now < kMinutes; ++now) {
      const Happening happening = random_happening(random, now);
      tell(story, teller, kMonday + absl::Minutes(now), happening);
      paper.minute(now, happening);
      if (paper.started()) {
        SCOPED_TRACE("seed " + std::to_string(seed) + " minute " + std::to_string(now));
        expect_agreement(story, paper, now);
      }
      if (testing::Test::HasFatalFailure()) {
        return;
      }
    }
  }
}

}  // namespace
}  // namespace escalon::sla
