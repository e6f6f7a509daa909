#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;
using testing::remedy;
using testing::warnings;

// A clock with one level; its keys begin at line 5, column 12.
std::string with_level(const std::string& keys) {
  return "teams: {care: {people: [ana]}}\nclocks:\n  c:\n    levels:\n      - {" + keys +
         "}\n    target: 1h\n    start: {event: started}\n    stop: {event: ended}\n"
         "default_route: {team: care, ask: {everyone: care}}\n";
}

// A clock with these lines, from line 3 on.
std::string clock(const std::string& lines) {
  return "clocks:\n  c:\n" + lines;
}

TEST(LevelPolicy, TakesEveryKey) {
  const auto policy = compiled(with_level(
      "name: lead, at: 75%, when: {tier: gold}, raise_priority_to: 2, notify: [team:care, "
      "person:ana, subscribers], escalate: true"));
  const sla::Level& level = policy->sla.clocks.front().levels.at(0);
  EXPECT_EQ(level.name, "lead");
  EXPECT_EQ(level.percent, 75);
  EXPECT_EQ(level.text, "75%");
  EXPECT_EQ(level.when.text(), "tier in [gold]");
  EXPECT_EQ(level.raise_priority_to, 2);
  EXPECT_EQ(level.tell, (std::vector<std::string>{"team:care", "person:ana", "subscribers"}));
  EXPECT_TRUE(level.escalate);
}

TEST(LevelPolicy, StandsAnywhereOnTheClock) {
  const auto level = [](const std::string& at) {
    return compiled(with_level("name: l, escalate: true, at: " + at))->sla.clocks[0].levels[0];
  };
  EXPECT_EQ(level("120%").percent, 120);
  EXPECT_FALSE(level("120%").is_before_due());
  EXPECT_TRUE(level("99.5%").is_before_due());
  EXPECT_EQ(level("10m before").offset, -absl::Minutes(10));
  EXPECT_TRUE(level("10m before").is_before_due());
  EXPECT_EQ(level("1h30m after").offset, absl::Minutes(90));
  EXPECT_EQ(level("due").offset, absl::ZeroDuration());
  EXPECT_FALSE(level("due").is_before_due());
}

TEST(LevelPolicy, RefusesAPlaceThatIsNone) {
  for (const std::string at : {"0%", "-5%", "1001%", "nan%", "10m", "0s before", "soon after",
                               "10m  before", "before", "2h later", "3661d after"}) {
    EXPECT_EQ(errors(with_level("name: l, escalate: true, at: " + at)),
              "policy.yaml:5:39: clocks.c.levels[0].at: '" + at + "' is no place on a clock\n");
  }
  EXPECT_EQ(remedy(with_level("name: l, escalate: true, at: 10m")),
            "write 75% or 120% of the target (at most 1000%), due, 10m before or 2h after");
}

TEST(LevelPolicy, RefusesWhomItCannotTell) {
  EXPECT_EQ(errors(with_level("name: l, at: due, notify: asked")),
            "policy.yaml:5:36: clocks.c.levels[0].notify: a level cannot tell 'asked'\n");
  EXPECT_EQ(errors(with_level("name: l, at: due, notify: team:cara")),
            "policy.yaml:5:36: clocks.c.levels[0].notify: there is no team 'cara' (did you mean "
            "'care'?)\n");
  EXPECT_EQ(errors(with_level("name: l, at: due, notify: 'person:'")),
            "policy.yaml:5:36: clocks.c.levels[0].notify: there is no person ''\n");
}

TEST(LevelPolicy, RefusesWhatIsMissingUnknownOrOutOfRange) {
  EXPECT_EQ(errors(with_level("at: due, escalate: true")),
            "policy.yaml:5:9: clocks.c.levels[0]: 'name' is missing\n");
  EXPECT_EQ(errors(with_level("name: l, escalate: true")),
            "policy.yaml:5:9: clocks.c.levels[0]: 'at' is missing\n");
  EXPECT_EQ(
      errors(with_level("name: l, at: due, raise_priority_to: 0")),
      "policy.yaml:5:47: clocks.c.levels[0].raise_priority_to: '0' is not a whole number from "
      "1 to 9\n");
  EXPECT_EQ(errors(with_level("name: l, at: due, escalat: true")),
            "policy.yaml:5:28: clocks.c.levels[0].escalat: unknown key (did you mean "
            "'escalate'?)\n");
  EXPECT_EQ(errors(with_level("name: a/b, at: due, escalate: true")),
            "policy.yaml:5:9: clocks.c.levels[0]: 'a/b' has a slash\n");
}

TEST(LevelPolicy, GivesEachLevelANameOfItsOwn) {
  EXPECT_EQ(errors(with_level("name: l, at: due, escalate: true}\n      - {name: l, at: 50%, "
                              "escalate: true")),
            "policy.yaml:6:9: clocks.c.levels[1]: the name 'l' is used by an earlier level\n");
}

TEST(LevelPolicy, WarnsOfALevelThatDoesNothing) {
  EXPECT_EQ(warnings(with_level("name: l, at: due")),
            "policy.yaml:5:9: clocks.c.levels[0]: does nothing\n");
  EXPECT_EQ(warnings(with_level("name: l, at: due, when: never, escalate: true")),
            "policy.yaml:5:9: clocks.c.levels[0]: never reached: its condition cannot hold\n");
}

TEST(LevelPolicy, IsKnownToTheMatrixByClockAndName) {
  const std::string matrix =
      "ladders: {up: {steps: [{ask: {everyone: care}}]}}\n"
      "matrix: [{name: lead, breaches: c/lead, team: care, ladder: up}]\n";
  EXPECT_EQ(compiled(with_level("name: lead, at: due, escalate: true") + matrix)
                ->escalation.matrix[0]
                .breach_clocks,
            std::vector<std::string>{"c/lead"});
  EXPECT_EQ(errors(with_level("name: led, at: due, escalate: true") + matrix),
            "policy.yaml:11:33: matrix[0].breaches: there is no clock 'c/lead' (did you mean "
            "'c/led'?)\n");
}

TEST(StateClockPolicy, RunsWhileAConditionHolds) {
  const auto policy =
      compiled(clock("    while: {team: {present: true}}\n    each: team\n"
                     "    target: 1h\n    stop: {event: ended}\n"));
  const sla::ClockRule& rule = policy->sla.clocks.front();
  EXPECT_TRUE(policy->warnings.empty()) << "leaving the state stops it";
  EXPECT_TRUE(rule.times_state);
  EXPECT_NE(rule.stop.text().find("not"), std::string::npos) << rule.stop.text();
  EXPECT_EQ(rule.restart, sla::Restart::kAfterStop);
  EXPECT_FALSE(rule.early_stop_counts);
  EXPECT_EQ(rule.each, rules::Field(rules::FieldKind::kTeam));
}

TEST(StateClockPolicy, TakesEitherStartOrWhile) {
  const std::string rest = "    target: 1h\n    stop: {event: ended}\n";
  EXPECT_EQ(errors(clock(rest)), "policy.yaml:2:3: clocks.c: 'start' is missing\n");
  EXPECT_EQ(errors(clock(rest + "    start: always\n    while: {status: open}\n")),
            "policy.yaml:2:3: clocks.c: start and while exclude each other\n");
  EXPECT_EQ(errors(clock(rest + "    start: always\n    each: team\n")),
            "policy.yaml:2:3: clocks.c: each needs while\n");
  EXPECT_EQ(errors(clock(rest + "    while: {status: open}\n    restart: always\n")),
            "policy.yaml:2:3: clocks.c: a clock with while restarts on each entry\n");
  EXPECT_EQ(errors(clock(rest + "    while: {status: open}\n    each: taem\n")),
            "policy.yaml:6:11: clocks.c.each: unknown field 'taem' (did you mean 'team'?)\n");
}

TEST(ClockPolicy, CountsClosedTimeWhereItSaysSo) {
  const std::string keys =
      "    target: 1h\n    start: always\n    stop: {status: closed}\n    closed_time_counts: "
      "true\n";
  EXPECT_EQ(warnings(clock(keys)),
            "policy.yaml:3:5: clocks.c: closed_time_counts says nothing: the clock is never "
            "reopened\n");
  EXPECT_TRUE(compiled(clock(keys + "    reopen: {status: open}\n"))
                  ->sla.clocks.front()
                  .closed_time_counts);
  EXPECT_EQ(errors(clock(keys + "    reopen: {status: open}\n    early_stop_counts: often\n")),
            "policy.yaml:8:24: clocks.c.early_stop_counts: 'often' is neither true nor false\n");
}

}  // namespace
}  // namespace escalon::policy
