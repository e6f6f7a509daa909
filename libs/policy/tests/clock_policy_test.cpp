#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using sla::Target;
using testing::compiled;
using testing::errors;

constexpr std::string_view kCalendar = "calendars: {office: {zone: UTC, hours: always}}\n";

// A clock whose keys besides start and stop are `lines`, from line 4 on.
std::string with(const std::string& lines) {
  return std::string(kCalendar) + "clocks:\n  c:\n" + lines +
         "    start: {event: started}\n    stop: {event: ended}\n";
}

Target target(const std::string& text) {
  return *compiled(with("    calendar: office\n    target: " + text + "\n"))
              ->sla.clocks.front()
              .targets.otherwise;
}

TEST(Target, IsWrittenInTimeOrDays) {
  EXPECT_EQ(target("8h").kind, Target::Kind::kOpenTime);
  EXPECT_EQ(target("1h30m").duration, absl::Minutes(90));
  EXPECT_EQ(target("8h wall").kind, Target::Kind::kWallTime);
  EXPECT_EQ(target("3 working days").kind, Target::Kind::kWorkingDays);
  EXPECT_EQ(target("3 working days").days, 3);
  EXPECT_TRUE(target("1 working day, end of day").end_of_day);
  EXPECT_EQ(target("30 calendar days").kind, Target::Kind::kCalendarDays);
  EXPECT_EQ(target("0 working days").days, 0);
}

TEST(Target, KeepsItsText) {
  EXPECT_EQ(target("1 working day, end of day").text, "1 working day, end of day");
}

TEST(Target, ThatIsNoneIsRefused) {
  for (const std::string text :
       {"soon", "8 h", "3 days", "30 calendar days end of day", "30 calendar days by close",
        "3 working days sharp", "8h wall time", "wd", "x working days"}) {
    EXPECT_EQ(errors(with("    calendar: office\n    target: " + text + "\n")),
              "policy.yaml:5:13: clocks.c.target: '" + text + "' is no target\n");
  }
}

TEST(Target, MayBeWrittenShort) {
  EXPECT_EQ(target("10wd").kind, Target::Kind::kWorkingDays);
  EXPECT_EQ(target("10wd").days, 10);
  EXPECT_TRUE(target("1wd by close").by_close);
  EXPECT_FALSE(target("1wd by close").end_of_day);
  EXPECT_EQ(target("30cd").kind, Target::Kind::kCalendarDays);
}

TEST(Target, ThatIsNothingOrTooMuchIsRefusedByName) {
  const auto refusal = [](const std::string& text) {
    return errors(with("    calendar: office\n    target: " + text + "\n"));
  };
  const std::string at = "policy.yaml:5:13: clocks.c.target: ";
  EXPECT_EQ(refusal("0s"), at + "'0s' is no time at all\n");
  EXPECT_EQ(refusal("-4h"), at + "'-4h' is below zero\n");
  EXPECT_EQ(refusal("-1 working days"), at + "'-1 working days' is below zero\n");
  EXPECT_EQ(refusal("3661d"), at + "'3661d' is over ten years\n");
  EXPECT_EQ(refusal("3661wd"), at + "'3661wd' is over ten years\n");
  EXPECT_EQ(refusal("99999999999 calendar days"),
            at + "'99999999999 calendar days' is over ten years\n");
}

TEST(ClockPolicy, ChoosesItsCalendarByAField) {
  const auto policy = compiled(
      "calendars:\n"
      "  office: {zone: UTC, hours: {mon-fri: 09:00-17:00}}\n"
      "  nights: {zone: UTC, hours: {daily: 22:00-06:00}}\n"
      "clocks:\n"
      "  c:\n"
      "    calendar: {by: tenant, values: {acme: nights}, default: office}\n"
      "    target: 1h\n    start: {event: started}\n    stop: {event: ended}\n");
  const auto& clocks = policy->sla.clocks;
  ASSERT_EQ(clocks.size(), 2U) << "a rule for each value, and one for the rest";
  EXPECT_EQ(clocks[0].name, "c");
  EXPECT_EQ(clocks[0].applies.text(), "tenant in [acme]");
  EXPECT_EQ(clocks[0].calendar->name(), "nights");
  EXPECT_EQ(clocks[1].name, "c");
  EXPECT_TRUE(clocks[1].applies.is_always());
  EXPECT_EQ(clocks[1].calendar->name(), "office");
}

TEST(ClockPolicy, WithoutADefaultCalendarIsNoClockForOtherValues) {
  const std::string text =
      "calendars: {office: {zone: UTC, hours: {mon-fri: 09:00-17:00}}}\n"
      "clocks:\n  c:\n"
      "    calendar: {by: team, values: {a: office, b: offise}}\n"
      "    target: 2wd\n    start: {event: started}\n    stop: {event: ended}\n";
  EXPECT_EQ(errors(text),
            "policy.yaml:4:49: clocks.c.calendar.values.b: there is no calendar 'offise' (did you "
            "mean 'office'?)\n");
  std::string corrected = text;
  corrected.replace(corrected.find("offise"), 6, "office");
  EXPECT_EQ(compiled(corrected)->sla.clocks.size(), 2U);
}

TEST(ClockPolicy, ChoosesTargetsByAField) {
  const auto policy = compiled(with(
      "    targets: {by: attributes.type, values: {a: 1h, b: 10 calendar days}, default: 2h}\n"));
  const sla::Targets& targets = policy->sla.clocks.front().targets;
  EXPECT_EQ(targets.by, rules::Field::attribute("type"));
  EXPECT_EQ(targets.of_value.at("a").duration, absl::Hours(1));
  EXPECT_EQ(targets.of_value.at("b").days, 10);
  EXPECT_EQ(targets.otherwise->duration, absl::Hours(2));
}

TEST(ClockPolicy, RefusesTargetsOfAPriorityThatCannotBe) {
  EXPECT_EQ(errors(with("    targets: {by: priority, values: {P1: 1h}}\n")),
            "policy.yaml:4:38: clocks.c.targets.values.P1: 'P1' is no priority\n");
}

TEST(ClockPolicy, TakesEveryKey) {
  const auto policy = compiled(with(R"(    applies: {channel: chat}
    calendar: office
    target: 4h
    pause: {status: waiting}
    resume: {event: customer_message}
    reopen: {status: open}
    restart: after_stop
    early_stop_counts: false
    warnings: [75%, 10m]
)"));
  const sla::ClockRule& clock = policy->sla.clocks.front();
  EXPECT_EQ(clock.name, "c");
  EXPECT_EQ(clock.applies.text(), "channel in [chat]");
  EXPECT_EQ(clock.calendar, policy->calendars.at("office"));
  EXPECT_EQ(clock.start.text(), "event in [started]");
  EXPECT_EQ(clock.pause.text(), "status in [waiting]");
  EXPECT_EQ(clock.resume.text(), "event in [customer_message]");
  EXPECT_EQ(clock.stop.text(), "event in [ended]");
  EXPECT_EQ(clock.reopen.text(), "status in [open]");
  EXPECT_EQ(clock.restart, sla::Restart::kAfterStop);
  EXPECT_FALSE(clock.early_stop_counts);
  ASSERT_EQ(clock.warnings.size(), 2U);
  EXPECT_EQ(clock.warnings[0].percent, 75);
  EXPECT_EQ(clock.warnings[1].lead, absl::Minutes(10));
}

TEST(ClockPolicy, MayTakeItsDueInstantFromTheEvent) {
  const auto policy = compiled(with("    due: event\n"));
  EXPECT_TRUE(policy->sla.clocks.front().due_from_event);
}

TEST(ClockPolicy, NeedsExactlyOneKindOfTarget) {
  EXPECT_EQ(errors(with("    calendar: office\n")), "policy.yaml:3:3: clocks.c: no target\n");
  EXPECT_EQ(errors(with("    target: 1h\n    due: event\n")),
            "policy.yaml:3:3: clocks.c: more than one target\n");
  EXPECT_EQ(errors(with("    target: 1h\n    targets: {by: tier, values: {gold: 2h}}\n")),
            "policy.yaml:3:3: clocks.c: more than one target\n");
}

TEST(ClockPolicy, NeedsACalendarForWorkingDays) {
  EXPECT_EQ(errors(with("    target: 2 working days\n")),
            "policy.yaml:3:3: clocks.c: a target in working days needs a calendar\n");
  EXPECT_EQ(errors(with("    targets: {by: tier, values: {gold: 1 working day}}\n")),
            "policy.yaml:3:3: clocks.c: a target in working days needs a calendar\n");
}

TEST(ClockPolicy, RefusesACalendarThatDoesNotExist) {
  EXPECT_EQ(errors(with("    target: 1h\n    calendar: ofice\n")),
            "policy.yaml:5:15: clocks.c.calendar: there is no calendar 'ofice' (did you mean "
            "'office'?)\n");
}

TEST(ClockPolicy, RefusesWarningsThatAreNone) {
  for (const std::string text : {"0%", "100%", "x%", "0s", "late"}) {
    EXPECT_EQ(errors(with("    target: 1h\n    warnings: [" + text + "]\n")),
              "policy.yaml:5:16: clocks.c.warnings[0]: '" + text + "' is no warning\n");
  }
}

TEST(ClockPolicy, RefusesWordsThatItDoesNotKnow) {
  EXPECT_EQ(
      errors(with("    target: 1h\n    restart: alway\n")),
      "policy.yaml:5:14: clocks.c.restart: unknown restart 'alway' (did you mean 'always'?)\n");
  EXPECT_EQ(errors(with("    due: row\n")),
            "policy.yaml:4:10: clocks.c.due: unknown source of a due instant 'row'\n");
}

TEST(ClockPolicy, MayHaveSeveralRules) {
  const auto policy = compiled(R"(
clocks:
  c:
    - {applies: {channel: chat}, target: 5m, start: {event: started}, stop: {event: ended}}
    - {target: 1h, start: {event: started}, stop: {event: ended}}
)");
  ASSERT_EQ(policy->sla.clocks.size(), 2U);
  EXPECT_EQ(policy->sla.clocks[0].name, "c");
  EXPECT_EQ(policy->sla.clocks[1].name, "c");
  EXPECT_TRUE(policy->warnings.empty());
}

TEST(ClockPolicy, WarnsOfARuleThatIsNeverUsed) {
  EXPECT_EQ(testing::warnings(R"(
clocks:
  c:
    - {target: 1h, start: {event: started}, stop: {event: ended}}
    - {applies: {channel: chat}, target: 5m, start: {event: started}, stop: {event: ended}}
)"),
            "policy.yaml:4:7: clocks.c[1]: never used: the rule before it applies to every case\n");
}

TEST(ClockPolicy, WarnsOfAClockThatNothingStops) {
  EXPECT_EQ(testing::warnings("clocks: {c: {target: 5m, start: {event: started}}}\n"),
            "policy.yaml:1:13: clocks.c: nothing stops this clock: it is breached in every case\n");
}

}  // namespace
}  // namespace escalon::policy
