// Random cases, told in order, out of order, late, and with the timers firing in between: the
// verdicts are the same.
#include <random>

#include "case_story.hpp"

namespace escalon::sla {
namespace {

std::vector<Level> some_levels() {
  return {level("early", 60),
          level("urgent_only", 90, {}, is("priority", {"1"})),
          level("before", 0, -absl::Minutes(10), is("status", {"open", "waiting"})),
          level("due", 0),
          level("after", 0, absl::Hours(1), is("priority", {"1", "2"})),
          level("double", 200)};
}

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
  auto total = resolution();
  total.name = "total";
  total.closed_time_counts = true;
  auto promised = resolution();
  promised.name = "promised";
  promised.targets = {};
  promised.due_from_event = true;
  promised.start = rules::Condition();
  auto with_team =
      time_in("with_team", rules::Condition::present(*rules::Field::parse("team")), "team");
  with_team.targets.by = rules::Field::parse("team").value();
  with_team.targets.of_value["billing"] = hours(2, Target::Kind::kWallTime);
  auto waiting = time_in("waiting", is("status", {"waiting"}));
  auto queue_wait = next_response();
  queue_wait.name = "queue_wait";
  queue_wait.start = is("event", {"queued"});
  queue_wait.stop = is("event", {"dequeued", "agent_joined"});
  queue_wait.targets.by = rules::Field::parse("queue").value();
  queue_wait.targets.of_value["sales"] = hours(1);
  auto on_level =
      time_in("on_level", rules::Condition::present(*rules::Field::parse("level")), "level");
  SlaPolicy policy = policy_of({in_office, wall, by_days, next_response(), held, triage, first,
                                update, total, promised, with_team, waiting, queue_wait, on_level});
  for (ClockRule& rule : policy.clocks) {
    rule.levels = some_levels();
  }
  return policy;
}

// One thing that happens to a case.
Told random_event(Teller& teller, absl::Time when, const std::function<int(int)>& below) {
  static const std::vector<std::string> kStatuses = {"open", "waiting", "closed"};
  switch (below(14)) {
    case 0:
      return teller.started(when);
    case 1:
    case 2:
      return teller.customer(when);
    case 3:
      return teller.agent(when);
    case 4:
    case 5:
      return teller.status(when, kStatuses[static_cast<std::size_t>(below(3))]);
    case 6:
      return teller.priority(when, 1 + below(3));
    case 7:
      return teller.attribute(when, "type", below(2) == 0 ? "a" : below(2) == 0 ? "b" : "c");
    case 8:
      return teller.team(when, below(2) == 0 ? "billing" : "desk");
    case 9:
      return teller.make(when, [&](auto& event) {
        event.mutable_queued();
        event.set_queue(below(2) == 0 ? "sales" : "care");
      });
    case 10:
      return teller.make(when, [](auto& event) { event.mutable_dequeued(); });
    case 11:
      return teller.make(when, [&](auto& event) {
        event.mutable_attributes_changed();
        const absl::Time due = when + absl::Minutes(below(600));
        (*event.mutable_due())["promised"].set_seconds(absl::ToUnixSeconds(due));
      });
    case 12:
      return teller.escalation_level(when, below(3));
    default:
      return below(2) == 0 ? teller.make(when, [](auto& event) { event.mutable_held(); })
                           : teller.make(when, [](auto& event) { event.mutable_retrieved(); });
  }
}

std::vector<Told> random_case(std::mt19937& random) {
  const auto below = [&](int bound) {
    return static_cast<int>(random() % static_cast<unsigned>(bound));
  };
  Teller teller;
  std::vector<Told> events;
  absl::Time when = kMonday + absl::Minutes(below(500));
  const int count = 2 + below(14);
  for (int i = 0; i < count; ++i) {
    when += absl::Seconds(1 + below(below(4) == 0 ? 40'000 : 3'000));
    events.push_back(random_event(teller, when, below));
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
  int reached_levels = 0;
  for (const SlaEvent& event : story.log()) {
    ASSERT_TRUE(event.generation() == 0 || event.generation() == newest + 1)
        << event.ShortDebugString();
    newest = std::max(newest, event.generation());
    open_breaches += event.has_breached() ? 1 : 0;
    open_breaches -= event.has_breach_withdrawn() ? 1 : 0;
    reached_levels += event.has_level_reached() ? 1 : 0;
    reached_levels -= event.has_level_withdrawn() ? 1 : 0;
  }
  for (const ClockRun& run : story.state().runs()) {
    open_breaches -= run.breach_id().empty() ? 0 : 1;
    for (const v1::LevelMark& mark : run.levels()) {
      reached_levels -= mark.status() == v1::LEVEL_STATUS_REACHED ? 1 : 0;
    }
  }
  ASSERT_EQ(open_breaches, 0) << "each breach is withdrawn or stands in the state";
  ASSERT_EQ(reached_levels, 0) << "each level is withdrawn or stands in the state";
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
