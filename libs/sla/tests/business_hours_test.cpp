// Clocks that count by a calendar: which one, how days end, what a pause leaves, when to warn.
#include "case_story.hpp"

namespace escalon::sla {
namespace {

// Monday 2024-01-15 09:00, when the office opens; it closes at 17:00.

std::shared_ptr<const calendar::Calendar> nights() {
  calendar::CalendarSpec spec;
  spec.name = "nights";
  for (auto& weekday : spec.weekly) {
    weekday = {{22 * 3600, 6 * 3600}};
  }
  return std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
}

ClockRule office_clock(Target target) {
  ClockRule rule = resolution();
  rule.targets = {};
  rule.targets.otherwise = std::move(target);
  rule.calendar = office();
  return rule;
}

TEST(BusinessHours, FollowTheCalendarOfTheTenantOrTeam) {
  ClockRule by_night = office_clock(hours(4));
  by_night.applies = is("attributes.site", {"night"});
  by_night.calendar = nights();
  Teller teller;
  CaseStory story(policy_of({by_night, office_clock(hours(4))}));
  story.tell(teller.started(kMonday));
  EXPECT_EQ(story.due_of("resolution"), at("2024-01-15T13:00:00Z"));
  story.tell(teller.attribute(at("2024-01-15T10:00:00Z"), "site", "night"));
  EXPECT_EQ(story.run("resolution").calendar(), "nights");
  EXPECT_EQ(story.due_of("resolution"), at("2024-01-16T02:00:00Z"))
      << "counted anew from the start by the other calendar";
  EXPECT_EQ(story.run("resolution").started_at_ms(), to_ms(kMonday));
}

TEST(BusinessHours, PullAWorkingDayBackToClose) {
  auto spec = calendar::CalendarSpec{};
  spec.name = "short friday";
  for (std::size_t weekday = 0; weekday < 5; ++weekday) {
    spec.weekly[weekday] = {{9 * 3600, weekday == 4 ? 13 * 3600 : 17 * 3600}};
  }
  Target target = days(4, Target::Kind::kWorkingDays);
  target.by_close = true;
  ClockRule rule = office_clock(target);
  rule.calendar = std::make_shared<const calendar::Calendar>(*calendar::Calendar::compile(spec));
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kMonday + absl::Hours(5)));
  EXPECT_EQ(story.due_of("resolution"), at("2024-01-19T13:00:00Z"));
  EXPECT_NE(explain(story.run("resolution"), story.policy()).text.find("counted Tue 2024-01-16"),
            std::string::npos);
}

TEST(BusinessHours, LeaveOpenTimeWhilePausedOverNight) {
  Teller teller;
  CaseStory story(policy_of({office_clock(hours(8))}));
  story.tell(teller.started(kMonday + absl::Hours(6)));
  story.tell(teller.status(kMonday + absl::Hours(7), "waiting"));
  EXPECT_EQ(story.run("resolution").due_at_ms(), 0);
  EXPECT_EQ(story.run("resolution").left_ms(), absl::ToInt64Milliseconds(absl::Hours(7)))
      << "the night between is no time that is left";
  story.tell(teller.status(at("2024-01-16T12:00:00Z"), "open"));
  EXPECT_EQ(story.due_of("resolution"), at("2024-01-17T11:00:00Z"));
}

TEST(BusinessHours, WarnInOpenTimeBeforeAWorkingDayEnds) {
  ClockRule rule = office_clock(days(1, Target::Kind::kWorkingDays));
  rule.warnings = {{std::nullopt, absl::Hours(2)}};
  Teller teller;
  CaseStory story(policy_of({rule}));
  story.tell(teller.started(kMonday + absl::Minutes(30)));
  EXPECT_EQ(story.due_of("resolution"), at("2024-01-16T09:30:00Z"));
  EXPECT_EQ(story.run("resolution").warning_at_ms(0), to_ms(at("2024-01-15T15:30:00Z")))
      << "half an hour of Tuesday, and the rest of Monday";
}

TEST(BusinessHours, TakeOnlyOpenTimeOfAStoppedClock) {
  Teller teller;
  CaseStory story(policy_of({office_clock(hours(8))}));
  story.tell(teller.started(kMonday + absl::Hours(6)));
  story.tell(teller.status(at("2024-01-16T10:00:00Z"), "closed"));
  EXPECT_EQ(story.run("resolution").elapsed_ms(), absl::ToInt64Milliseconds(absl::Hours(3)));
  EXPECT_EQ(story.verdict_of("resolution"), "met");
}

}  // namespace
}  // namespace escalon::sla
