// Random cases, told in order, out of order, late, and with the timers firing in between: the
// verdicts are the same.
#include <random>

#include "case_story.hpp"

namespace escalon::sla {
namespace {

const absl::Time kMonday = absl::FromUnixSeconds(1705309200);

SlaPolicy many_clocks() {
  auto in_office = resolution();
  in_office.calendar = office();
  in_office.warnings = {{75.0, std::nullopt}, {std::nullopt, absl::Minutes(20)}};
  auto wall = resolution();
  wall.name = "wall";
  wall.targets.of_value["2"] = hours(1, Target::Kind::kWallTime);
  auto by_days = resolution();
  by_days.name = "days";
  by_days.calendar = office();
  by_days.targets = {};
  by_days.targets.by = rules::Field::attribute("type");
  by_days.targets.of_value["a"] = days(1, Target::Kind::kWorkingDays);
  by_days.targets.of_value["b"] = days(1, Target::Kind::kCalendarDays);
  auto held = next_response();
  held.name = "response_unless_held";
  held.pause = is("event", {"held"});
  held.resume = is("event", {"retrieved"});
  auto triage = next_response();
  triage.name = "triage";
  triage.start = is("status", {"open"});
  triage.stop = rules::Condition::negated(triage.start);
  auto first = next_response();
  first.name = "first_response";
  first.restart = Restart::kNever;
  auto update = next_response();
  update.name = "update";
  update.restart = Restart::kAlways;
  return policy_of({in_office, wall, by_days, next_response(), held, triage, first, update});
}

std::vector<Told> random_case(std::mt19937& random) {
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  static const std::vector<std::string> kStatuses = {"open", "waiting", "closed"};
  Teller teller;
  std::vector<Told> events;
  absl::Time when = kMonday + absl::Minutes(below(500));
  const int count = 2 + below(12);
  for (int i = 0; i < count; ++i) {
    when += absl::Seconds(1 + below(below(4) == 0 ? 40'000 : 3'000));
    switch (below(9)) {
      case 0:
        events.push_back(teller.started(when));
        break;
      case 1:
      case 2:
        events.push_back(teller.customer(when));
        break;
      case 3:
        events.push_back(teller.agent(when));
        break;
      case 4:
      case 5:
        events.push_back(teller.status(when, kStatuses[static_cast<std::size_t>(below(3))]));
        break;
      case 6:
        events.push_back(teller.priority(when, 1 + below(3)));
        break;
      case 7:
        events.push_back(teller.attribute(when, "type",
                                          below(2) == 0   ? "a"
                                          : below(2) == 0 ? "b"
                                                          : "c"));
        break;
      default:
        events.push_back(below(2) == 0
                             ? teller.make(when, [](auto& event) { event.mutable_held(); })
                             : teller.make(when, [](auto& event) { event.mutable_retrieved(); }));
    }
  }
  return events;
}

// Whatever a run of decisions says, folding its events from nothing gives the state.
void expect_refolds(const CaseStory& story) {
  CaseClocks folded;
  for (const SlaEvent& event : story.log()) {
    evolve(folded, event);
  }
  ASSERT_EQ(verdicts(folded), verdicts(story.state()));
  ASSERT_EQ(folded.generation(), story.state().generation());
}

void expect_ordered_lives(const CaseStory& story) {
  std::uint64_t newest = 0;
  int open_breaches = 0;
  for (const SlaEvent& event : story.log()) {
    ASSERT_TRUE(event.generation() == 0 || event.generation() == newest + 1)
        << event.ShortDebugString();
    newest = std::max(newest, event.generation());
    open_breaches += event.has_breached() ? 1 : 0;
    open_breaches -= event.has_breach_withdrawn() ? 1 : 0;
  }
  for (const ClockRun& run : story.state().runs()) {
    open_breaches -= run.breach_id().empty() ? 0 : 1;
  }
  ASSERT_EQ(open_breaches, 0) << "each breach is withdrawn or stands in the state";
}

TEST(Verdicts, DoNotDependOnTheOrderInWhichEventsBecomeKnown) {
  const SlaPolicy policy = many_clocks();
  std::mt19937 random(7);
  for (int walk = 0; walk < 1000; ++walk) {
    SCOPED_TRACE("walk " + std::to_string(walk));
    auto events = random_case(random);
    const absl::Time end = events.back().when + absl::Hours(90);
    CaseStory in_order(policy);
    for (const Told& told : events) {
      in_order.tell(told);
    }
    in_order.wait_until(end);
    expect_refolds(in_order);
    expect_ordered_lives(in_order);

    std::shuffle(events.begin(), events.end(), random);
    CaseStory shuffled(policy);
    for (const Told& told : events) {
      if (random() % 3 == 0) {
        shuffled.wait_until(kMonday + absl::Minutes(static_cast<int>(random() % 6000)));
      }
      shuffled.tell_late(told);
    }
    shuffled.wait_until(end);
    expect_refolds(shuffled);
    expect_ordered_lives(shuffled);
    ASSERT_EQ(verdicts(shuffled.state()), verdicts(in_order.state()));
    if (testing::Test::HasFatalFailure()) {
      return;
    }
  }
}

TEST(Facts, BecomeFinalWhenThereAreTooMany) {
  Teller teller;
  CaseStory story(policy_of({resolution(), next_response()}));
  story.tell(teller.started(kMonday));
  for (int i = 0; i < 600; ++i) {
    const absl::Time when = kMonday + absl::Minutes(i);
    story.tell(i % 2 == 0 ? teller.customer(when) : teller.agent(when));
  }
  EXPECT_LE(story.state().facts_size(), kFactsMax + 1);
  EXPECT_LE(story.state().runs_size(), kFactsMax);
  EXPECT_EQ(story.count(SlaEvent::kFactsSettled), 3);
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  EXPECT_EQ(from_ms(story.run("resolution").started_at_ms()), kMonday);
  story.tell_late(teller.status(kMonday + absl::Minutes(2), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "met") << "judged from the settled base";
  expect_refolds(story);
}

}  // namespace
}  // namespace escalon::sla
