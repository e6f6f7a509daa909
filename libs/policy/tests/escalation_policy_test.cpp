#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using escalation::Target;
using testing::compiled;
using testing::errors;
using testing::warnings;

constexpr std::string_view kRest = R"(
teams:
  billing: {people: [ana]}
  supervisors: {people: [grace]}
ladders:
  short: {steps: [{ask: queue, level: 1}, {ask: {person: grace}, level: 2}]}
clocks:
  resolution: {target: 1h, start: {event: started}, stop: {event: ended}}
)";

// The matrix on lines 1 and following.
std::string with(const std::string& rules) {
  return "matrix:\n" + rules + std::string(kRest);
}

TEST(MatrixPolicy, TakesEveryKey) {
  const auto policy = compiled(with(R"(  - name: anger
    causes: [conflict, churn_threat]
    breaches: [resolution]
    when: {tier: gold}
    type: priority
    team: billing
    level: 2
    priority: 1
    ladder: short
    settle_within: 4h
)"));
  ASSERT_EQ(policy->escalation.matrix.size(), 1U);
  const escalation::MatrixRule& rule = policy->escalation.matrix.front();
  EXPECT_EQ(rule.name, "anger");
  EXPECT_EQ(rule.causes, (std::vector<std::string>{"conflict", "churn_threat"}));
  EXPECT_EQ(rule.breach_clocks, (std::vector<std::string>{"resolution"}));
  EXPECT_EQ(rule.when.text(), "tier in [gold]");
  EXPECT_EQ(rule.type, escalation::v1::ESCALATION_TYPE_PRIORITY);
  EXPECT_EQ(rule.team, "billing");
  EXPECT_EQ(rule.level, 2);
  EXPECT_EQ(rule.priority, 1);
  EXPECT_EQ(rule.ladder, "short");
  EXPECT_EQ(rule.settle_within, absl::Hours(4));
  EXPECT_FALSE(rule.ignore);
}

TEST(MatrixPolicy, RefusesNamesThatDoNotExist) {
  EXPECT_EQ(
      errors(with("  - {name: a, causes: conflict, team: biling, ladder: shor}\n"
                  "  - {name: b, breaches: resolutoin, ignore: true}\n")),
      "policy.yaml:2:39: matrix[0].team: there is no team 'biling' (did you mean 'billing'?)\n"
      "policy.yaml:2:55: matrix[0].ladder: there is no ladder 'shor' (did you mean 'short'?)\n"
      "policy.yaml:3:25: matrix[1].breaches: there is no clock 'resolutoin' (did you mean "
      "'resolution'?)\n");
}

TEST(MatrixPolicy, RefusesUnknownCausesAndTypes) {
  EXPECT_EQ(errors(with(
                "  - {name: a, causes: [anger], type: sideways, team: billing, ladder: short}\n")),
            "policy.yaml:2:24: matrix[0].causes[0]: unknown cause 'anger'\n"
            "policy.yaml:2:38: matrix[0].type: unknown type 'sideways'\n");
}

TEST(MatrixPolicy, NamesBreachesByTheirClocks) {
  EXPECT_EQ(errors(with("  - {name: a, causes: sla_breach, ignore: true}\n")),
            "policy.yaml:2:23: matrix[0].causes: breaches are named by their clocks\n");
}

TEST(MatrixPolicy, SaysWhatItIsForAndWhoTakesIt) {
  EXPECT_EQ(errors(with("  - {name: a, ignore: true}\n")),
            "policy.yaml:2:5: matrix[0]: is for nothing\n");
  EXPECT_EQ(errors(with("  - {name: a, causes: '*', ladder: short}\n")),
            "policy.yaml:2:5: matrix[0]: 'team' is missing\n");
  EXPECT_EQ(errors(with("  - {name: a, causes: '*', team: billing}\n")),
            "policy.yaml:2:5: matrix[0]: 'ladder' is missing\n");
  EXPECT_EQ(errors(with("  - {causes: '*', ignore: true}\n")),
            "policy.yaml:2:5: matrix[0]: 'name' is missing\n");
}

TEST(MatrixPolicy, HasRulesWithNamesOfTheirOwn) {
  EXPECT_EQ(errors(with("  - {name: a, causes: conflict, ignore: true}\n"
                        "  - {name: a, breaches: resolution, ignore: true}\n")),
            "policy.yaml:3:5: matrix[1]: the name 'a' is used by an earlier rule\n");
}

TEST(MatrixPolicy, RefusesALevelAboveItsLadder) {
  EXPECT_EQ(errors(with("  - {name: a, causes: '*', team: billing, ladder: short, level: 3}\n")),
            "policy.yaml:2:5: matrix[0]: level 3 is above the highest step of ladder 'short', "
            "which is 2\n");
}

TEST(MatrixPolicy, WarnsOfARuleThatIsNeverReached) {
  EXPECT_EQ(
      warnings(with("  - {name: all, causes: '*', ignore: true}\n"
                    "  - {name: angry, causes: conflict, ignore: true}\n"
                    "  - {name: late, causes: conflict, breaches: resolution, ignore: true}\n")),
      "policy.yaml:3:5: matrix[1]: never reached: rule 'all' takes everything that it is for\n");
  EXPECT_EQ(
      warnings(with("  - {name: gold, causes: '*', when: {tier: gold}, ignore: true}\n"
                    "  - {name: angry, causes: conflict, ignore: true}\n"
                    "  - {name: again, causes: [conflict], when: {tier: iron}, ignore: true}\n")),
      "policy.yaml:4:5: matrix[2]: never reached: rule 'angry' takes everything that it is for\n");
}

TEST(MatrixPolicy, WarnsOfAConditionThatCannotHold) {
  EXPECT_EQ(warnings(with("  - {name: a, causes: '*', when: never, ignore: true}\n")),
            "policy.yaml:2:5: matrix[0]: never used: its condition cannot hold\n");
}

std::string with_ladder(const std::string& text) {
  return "ladders:\n  l:\n" + text + "teams: {supervisors: {people: [grace]}}\n";
}

TEST(LadderPolicy, HasStepsThatAskSomebody) {
  const auto policy = compiled(with_ladder(R"(    repeat: 2
    steps:
      - {ask: queue, acknowledge_within: 5m}
      - ask: [everyone, {queue: supervisors}, {everyone: supervisors}, {person: grace}]
        level: 3
)"));
  const escalation::Ladder& ladder = policy->escalation.ladders.at("l");
  EXPECT_EQ(ladder.name, "l");
  EXPECT_EQ(ladder.repeat, 2);
  ASSERT_EQ(ladder.steps.size(), 2U);
  EXPECT_EQ(ladder.steps[0].targets.front().kind, Target::Kind::kTeamQueue);
  EXPECT_EQ(ladder.steps[0].targets.front().name, "");
  EXPECT_EQ(ladder.steps[0].acknowledge_within, absl::Minutes(5));
  EXPECT_EQ(ladder.steps[0].level, 1);
  ASSERT_EQ(ladder.steps[1].targets.size(), 4U);
  EXPECT_EQ(ladder.steps[1].targets[0].kind, Target::Kind::kEveryoneOf);
  EXPECT_EQ(ladder.steps[1].targets[1].name, "supervisors");
  EXPECT_EQ(ladder.steps[1].targets[3].kind, Target::Kind::kPerson);
  EXPECT_EQ(ladder.steps[1].targets[3].name, "grace");
  EXPECT_EQ(ladder.steps[1].level, 3);
}

TEST(LadderPolicy, RefusesTargetsThatDoNotExist) {
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: [{person: graec}, {queue: bosses}]}]\n")),
            "policy.yaml:3:29: ladders.l.steps[0].ask[0].person: there is no person 'graec' (did "
            "you mean 'grace'?)\n"
            "policy.yaml:3:45: ladders.l.steps[0].ask[1].queue: there is no team 'bosses'\n");
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: nobody}]\n")),
            "policy.yaml:3:19: ladders.l.steps[0].ask: 'nobody' says nobody to ask\n");
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: {person: grace, queue: supervisors}}]\n")),
            "policy.yaml:3:19: ladders.l.steps[0].ask: expected exactly one of person, queue, "
            "everyone and rota\n");
}

TEST(LadderPolicy, AsksOneQueueAStep) {
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: [queue, {queue: supervisors}]}]\n")),
            "policy.yaml:3:19: ladders.l.steps[0].ask: a step asks at most one queue\n");
}

TEST(LadderPolicy, IsBounded) {
  EXPECT_EQ(errors(with_ladder("    repeat: 101\n    steps: [{ask: queue}]\n")),
            "policy.yaml:3:13: ladders.l.repeat: '101' is not a whole number from 0 to 100\n");
  EXPECT_EQ(errors(with_ladder("    steps: []\n")),
            "policy.yaml:3:12: ladders.l.steps: a ladder without steps\n");
  EXPECT_EQ(
      errors(with_ladder("    steps: [{ask: queue, acknowledge_within: 0s}, {ask: queue}]\n")),
      "policy.yaml:3:51: ladders.l.steps[1]: never reached: the step before waits for ever\n");
  EXPECT_EQ(
      errors(with_ladder("    repeat: 1\n    steps: [{ask: queue, acknowledge_within: 0s}]\n")),
      "policy.yaml:2:3: ladders.l: repeats, but its last step waits for ever\n");
}

TEST(LadderPolicy, DoesNotFall) {
  EXPECT_EQ(errors(with_ladder("    steps: [{ask: queue, level: 2}, {ask: queue, level: 1}]\n")),
            "policy.yaml:3:37: ladders.l.steps[1]: the level falls\n");
}

TEST(DefaultRoute, IsTheSupervisorsWhereThePolicySaysNothing) {
  const auto policy = compiled("name: a\n");
  EXPECT_EQ(policy->escalation.default_route.team, "supervisors");
  EXPECT_TRUE(policy->queue.teams.contains("supervisors"));
  EXPECT_TRUE(policy->escalation.teams.empty());
}

TEST(DefaultRoute, MustBeATeamOfThePolicy) {
  EXPECT_EQ(
      errors("teams: {billing: {}}\n"),
      "default_route: missing, and there is no team 'supervisors' that could take what nobody else "
      "does\n");
  EXPECT_EQ(errors("teams: {billing: {}}\ndefault_route: {team: bosses}\n"),
            "policy.yaml:2:23: default_route.team: there is no team 'bosses'\n");
}

TEST(DefaultRoute, AsksEveryoneOfItsTeamWhereItNamesNobody) {
  const auto policy = compiled("teams: {billing: {}}\ndefault_route: {team: billing, repeat: 5}\n");
  const escalation::DefaultRoute& route = policy->escalation.default_route;
  ASSERT_EQ(route.step.targets.size(), 1U);
  EXPECT_EQ(route.step.targets.front().kind, Target::Kind::kEveryoneOf);
  EXPECT_EQ(route.step.targets.front().name, "billing");
  EXPECT_EQ(route.repeat, 5);
}

TEST(EscalationPolicy, TakesItsSettings) {
  const auto policy = compiled(
      "escalation: {transfers_max: 5, default_priority: 4, outcomes: [done, "
      "dropped]}\nretire_after: 7d\n");
  EXPECT_EQ(policy->escalation.transfers_max, 5);
  EXPECT_EQ(policy->escalation.default_priority, 4);
  EXPECT_EQ(policy->escalation.outcomes, (std::vector<std::string>{"done", "dropped"}));
  EXPECT_EQ(policy->escalation.retire_after, absl::Hours(24 * 7));
  EXPECT_EQ(policy->classify.rules().retire_after, absl::Hours(24 * 7));
}

}  // namespace
}  // namespace escalon::policy
