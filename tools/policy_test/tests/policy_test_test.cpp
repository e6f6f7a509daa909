#include <gtest/gtest.h>

#include "escalon/policy/compile.hpp"
#include "escalon/policy_test/run.hpp"

namespace escalon::policy_test {
namespace {

constexpr const char* kPolicy = R"(
clocks:
  answer: {target: 10m, start: {event: customer_message}, stop: {event: agent_message}}
triggers: [{name: rude, cause: conflict, phrases: [nonsense]}]
teams: {supervisors: {people: {grace: {present: true}}}}
ladders: {chain: {steps: [{ask: queue, acknowledge_within: 5m, level: 2}]}}
matrix:
  - {name: conflict, causes: conflict, type: hierarchical, team: supervisors, level: 2,
     ladder: chain}
  - {name: late, breaches: answer, team: supervisors, level: 2, ladder: chain}
)";

// What came of one test with these given events and expectations, a failure a line.
std::string failures(const std::string& given, const std::string& expect) {
  const auto policy = policy::compile({{"policy.yaml", kPolicy}}).value();
  const auto tests = policy::read_story_tests(
      {{"t.yaml", "tests:\n- name: a story\n  start: 2026-03-02T09:00:00Z\n  given: [" + given +
                      "]\n  expect: [" + expect + "]\n"}});
  EXPECT_TRUE(tests.ok()) << (tests ? "" : policy::text(tests.error()));
  std::string text;
  for (const Outcome& outcome : run(policy, *tests)) {
    for (const std::string& failure : outcome.failures) {
      text += failure + "\n";
    }
  }
  return text;
}

const std::string kRude = "{customer_message: this is nonsense}";
const std::string kPolite = "{customer_message: good morning}";

TEST(PolicyTest, PassesWhereTheStoryGoesAsExpected) {
  EXPECT_EQ(failures(kRude,
                     "{clock: answer, due: 10m, verdict: overdue, at: 11m}, "
                     "{escalation: opened, at: 0s, rule: conflict, level: 2, cause: conflict}, "
                     "{page: grace, at: 0s}, {nothing: breach, until: 9m}"),
            "");
}

TEST(PolicyTest, SaysExpectedAndGotOfAClock) {
  EXPECT_EQ(failures(kPolite, "{clock: answer, due: 15m, at: 1m}"),
            "t.yaml:5: expected clock answer due 2026-03-02T09:15:00.000Z at "
            "2026-03-02T09:01:00.000Z\n  got clock answer due 2026-03-02T09:10:00.000Z, target "
            "10m, verdict running\n");
  EXPECT_EQ(failures(kPolite, "{clock: solution, due: 15m}"),
            "t.yaml:5: expected clock solution due 2026-03-02T09:15:00.000Z\n  got no clock of "
            "that name; the case has: answer\n");
}

// At its due instant a clock may still be met.
TEST(PolicyTest, LooksAtAClockWhenItIsAskedTo) {
  EXPECT_EQ(failures(kPolite + ", {at: 10m, agent_message: hello}",
                     "{clock: answer, verdict: running, at: 9m59s}, "
                     "{clock: answer, verdict: met, at: 10m}, {nothing: escalation}"),
            "");
}

TEST(PolicyTest, SaysExpectedAndGotOfAnEscalation) {
  EXPECT_EQ(failures(kRude, "{escalation: opened, rule: late}"),
            "t.yaml:5: expected escalation opened with rule late\n  got escalation opened at "
            "2026-03-02T09:00:00.000Z (rule conflict, team supervisors, level 2, type "
            "hierarchical, cause conflict, priority 5)\n");
  EXPECT_NE(failures(kRude, "{escalation: opened, at: 1m}"), "") << "it was opened at once";
  EXPECT_TRUE(failures(kRude, "{escalation: resolved}")
                  .starts_with("t.yaml:5: expected escalation resolved\n  got none; escalation "
                               "opened at 2026-03-02T09:00:00.000Z"));
}

TEST(PolicyTest, SaysWhatHappenedThoughNothingWasToHappen) {
  EXPECT_EQ(failures(kRude, "{nothing: page}, {nothing: breach, until: 10m}"),
            "t.yaml:5: expected no page\n  got grace is paged at 2026-03-02T09:00:00.000Z\n"
            "t.yaml:5: expected no breach\n  got clock answer is breached at "
            "2026-03-02T09:10:00.000Z\n");
  EXPECT_EQ(failures(kPolite, "{page: grace}"), "t.yaml:5: expected a page to grace\n  got none\n");
}

TEST(PolicyTest, LetsPeopleAct) {
  EXPECT_EQ(failures(kRude + ", {at: 1m, actor: grace, acknowledge: {}}, "
                             "{at: 2m, actor: grace, resolve: solved}",
                     "{escalation: acknowledged, at: 1m, person: grace}, "
                     "{escalation: resolved, at: 2m}"),
            "");
  EXPECT_EQ(failures(kPolite + ", {at: 1m, actor: grace, acknowledge: {}}", "{nothing: page}"),
            "t.yaml:2: what is given is refused: the case has not exactly one open escalation for "
            "the command; name one by escalation_id\n");
}

TEST(PolicyTest, LetsPeopleComeAndGo) {
  EXPECT_EQ(failures("{set_presence: {person: grace, team: supervisors, presence: offline}}, "
                     "{at: 1m, customer_message: nonsense}",
                     "{escalation: nobody_available, at: 1m}"),
            "");
}

}  // namespace
}  // namespace escalon::policy_test
