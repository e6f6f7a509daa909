// Windows, repeats and skipped levels of ladders; limits of approvals.
#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using escalation::Window;
using testing::compiled;
using testing::errors;
using testing::remedy;

// The ladder's text begins on line 3.
std::string with_ladder(const std::string& text) {
  return "ladders:\n  l:\n" + text +
         "teams: {supervisors: {people: [grace, hugo]}}\n"
         "calendars: {office: {zone: UTC, hours: {mon-fri: \"09:00-17:00\"}}}\n";
}

TEST(StepPolicy, HasAWindowAndIsRepeated) {
  const auto policy = compiled(with_ladder(R"(    steps:
      - {ask: queue, repeat: 2, only: {during: office, outside: skip}}
      - {ask: everyone, only: {during: office, outside: wait}}
      - {ask: {person: grace}}
)"));
  const auto& steps = policy->escalation.ladders.at("l").steps;
  EXPECT_EQ(steps[0].repeat, 2);
  ASSERT_NE(steps[0].window.calendar, nullptr);
  EXPECT_EQ(steps[0].window.calendar->name(), "office");
  EXPECT_EQ(steps[0].window.outside, Window::Outside::kSkip);
  EXPECT_EQ(steps[1].window.outside, Window::Outside::kWait);
  EXPECT_EQ(steps[2].window.calendar, nullptr);
  EXPECT_EQ(steps[2].repeat, 0);
}

TEST(StepPolicy, SaysBothWhenAndWhatElse) {
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: queue, only: {during: office}}]\n")),
            "policy.yaml:3:26: ladders.l.steps[0].only: 'outside' is missing\n");
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: queue, only: {outside: wait}}]\n")),
            "policy.yaml:3:26: ladders.l.steps[0].only: 'during' is missing\n");
  EXPECT_EQ(
      errors(with_ladder("    steps: [{ask: queue, only: {during: offise, outside: stop}}]\n")),
      "policy.yaml:3:41: ladders.l.steps[0].only.during: there is no calendar 'offise' (did you "
      "mean 'office'?)\n"
      "policy.yaml:3:58: ladders.l.steps[0].only.outside: unknown thing to do outside of the "
      "window 'stop'\n");
}

TEST(StepPolicy, DoesNotRepeatWhatWaitsForEver) {
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: queue, acknowledge_within: 0s, repeat: 1}]\n")),
            "policy.yaml:3:13: ladders.l.steps[0]: repeats, but waits for ever\n");
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: queue, repeat: -1}]\n")),
            "policy.yaml:3:34: ladders.l.steps[0].repeat: '-1' is not a whole number from 0 to "
            "100\n");
}

TEST(LadderPolicy, LetsUrgencySkipLevels) {
  const auto policy = compiled(with_ladder(
      "    skip_to: {1: 3, 2: 2}\n"
      "    steps: [{ask: queue, level: 1}, {ask: everyone, level: 2}, {ask: queue, level: 3}]\n"));
  EXPECT_EQ(policy->escalation.ladders.at("l").skip_to, (std::map<int, int>{{1, 3}, {2, 2}}));
}

TEST(LadderPolicy, SkipsToLevelsThatItHas) {
  EXPECT_EQ(errors(with_ladder("    skip_to: {1: 3}\n    steps: [{ask: queue, level: 2}]\n")),
            "policy.yaml:2:3: ladders.l: priority 1 skips to level 3, above the highest step, "
            "which is 2\n");
  EXPECT_EQ(errors(with_ladder("    skip_to: {high: 2}\n    steps: [{ask: queue, level: 2}]\n")),
            "policy.yaml:3:15: ladders.l.skip_to.high: 'high' is no priority\n");
  EXPECT_EQ(
      errors(with_ladder("    skip_to: {1: 1, 2: 2}\n    steps: [{ask: queue, level: 2}]\n")),
      "policy.yaml:3:14: ladders.l.skip_to: priority 1 is more urgent than 2, but begins at a "
      "lower level\n");
}

std::string with_approvals(const std::string& text) {
  return "escalation: {approvals: " + text +
         "}\nteams: {supervisors: {people: [grace, hugo]}, billing: {people: [chen, hugo]}}\n"
         "people: {ines: {methods: console}}\n";
}

TEST(Approvals, GiveEachPersonTheirOwnLimitOrTheHighestOfTheirTeams) {
  const auto policy = compiled(with_approvals(
      "{currency: EUR, teams: {billing: 500, supervisors: 100}, people: {ines: 49.90, chen: 20}}"));
  ASSERT_TRUE(policy->escalation.approvals.has_value());
  EXPECT_EQ(policy->escalation.approvals->currency, "EUR");
  const std::map<std::string, escalation::Amount, std::less<>> expected = {
      {"grace", 1'000'000}, {"hugo", 5'000'000}, {"chen", 200'000}, {"ines", 499'000}};
  EXPECT_EQ(policy->escalation.approvals->people, expected);
}

TEST(Approvals, AreUnlimitedWhereThePolicySaysNothing) {
  EXPECT_FALSE(compiled("name: a\n")->escalation.approvals.has_value());
}

TEST(Approvals, NameCurrencyPeopleAndAmountsProperly) {
  EXPECT_EQ(errors(with_approvals("{currency: euro, teams: {biling: 1}, people: {ines: lots}}")),
            "policy.yaml:1:36: escalation.approvals.currency: 'euro' is not a currency\n"
            "policy.yaml:1:50: escalation.approvals.teams.biling: there is no team 'biling' (did "
            "you mean 'billing'?)\n"
            "policy.yaml:1:77: escalation.approvals.people.ines: 'lots' is not an amount\n");
  EXPECT_EQ(errors(with_approvals("{currency: EUR}")),
            "policy.yaml:1:25: escalation.approvals: nobody has a limit\n");
  EXPECT_EQ(errors(with_approvals("{teams: {billing: 1}}")),
            "policy.yaml:1:14: escalation.approvals: 'currency' is missing\n");
  EXPECT_EQ(remedy(with_approvals("{currency: EUR, teams: {billing: -1}}")),
            "write it like 250 or 49.90");
}

}  // namespace
}  // namespace escalon::policy
