#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;
using testing::remedy;
using testing::warnings;

TEST(TeamPolicy, ListsItsPeople) {
  const auto policy = compiled(R"(
teams:
  supervisors: {capacity: 4, strategy: longest_idle, people: [grace, hugo]}
  billing:
    people:
      chen: {capacity: 2, present: true}
      dora:
)");
  const queue::TeamRule& billing = policy->queue.teams.at("billing");
  ASSERT_EQ(billing.people.size(), 2U);
  EXPECT_EQ(billing.people.at("chen").capacity, 2);
  EXPECT_TRUE(billing.people.at("chen").present);
  EXPECT_FALSE(billing.people.at("dora").present);
  EXPECT_EQ(policy->queue.teams.at("supervisors").default_capacity, 4);
  EXPECT_EQ(policy->notify.team_members.at("supervisors"),
            (std::vector<std::string>{"grace", "hugo"}));
  EXPECT_EQ(policy->escalation.teams, (std::vector<std::string>{"supervisors", "billing"}));
}

TEST(TeamPolicy, NamesAPersonOnce) {
  EXPECT_EQ(errors("teams: {supervisors: {people: [a, b, a]}}\n"),
            "policy.yaml:1:38: teams.supervisors.people[2]: given twice\n");
}

TEST(TeamPolicy, KnowsItsStrategies) {
  EXPECT_EQ(
      errors("teams: {supervisors: {strategy: longest_idel}}\n"),
      "policy.yaml:1:33: teams.supervisors.strategy: unknown strategy 'longest_idel' (did you mean "
      "'longest_idle'?)\n");
}

TEST(TeamPolicy, SaysHowWorkIsGivenOut) {
  const auto policy = compiled(R"(
escalation: {outcomes: [solved, refused]}
teams:
  supervisors:
    strategy: best_skill
    channels: {voice: 1, chat: 3}
    people:
      ana: {channels: {chat: 0}, skills: {german: 4, cards: 1}}
    rings: [{after: 30s, lower: 1}, {after: 2m, lower: 10}]
    needs:
      - {when: {language: de}, skills: {german: 3}}
      - {skills: {cards: 1}}
    order: age
    credit: {1: 90s}
    live: true
    good_outcomes: refused
)");
  const queue::TeamRule& team = policy->queue.teams.at("supervisors");
  EXPECT_EQ(team.strategy, queue::Strategy::kBestSkill);
  EXPECT_EQ(team.channels.at("chat"), 3);
  EXPECT_EQ(team.people.at("ana").channels.at("chat"), 0);
  EXPECT_EQ(team.people.at("ana").skills.at("german"), 4);
  ASSERT_EQ(team.rings.size(), 2U);
  EXPECT_EQ(team.rings[1].after, absl::Minutes(2));
  EXPECT_EQ(team.rings[1].lower, 10);
  EXPECT_TRUE(team.by_age);
  EXPECT_EQ(team.credit.at(1), absl::Seconds(90));
  EXPECT_EQ(team.good_outcomes, std::vector<std::string>{"refused"});
  const escalation::QueueRule& queue = policy->escalation.queues.at("supervisors");
  EXPECT_TRUE(queue.live);
  ASSERT_EQ(queue.needs.size(), 2U);
  EXPECT_EQ(queue.needs[0].skills.at("german"), 3);
  EXPECT_TRUE(queue.needs[1].when.is_always());
}

TEST(TeamPolicy, RefusesWhatCannotBeMeant) {
  EXPECT_EQ(errors(R"(
teams:
  supervisors:
    people: {ana: {skills: {"very good": 3, german: 11}, channels: {voise: 1}}}
    rings: [{after: 2m, lower: 1}, {after: 1m, lower: 2}, {after: 3m}]
    needs: [{when: {language: de}}]
    credit: {1: 90s, ten: 1m}
    good_outcomes: [solvd]
)"),
            "policy.yaml:3:29: teams.supervisors.people.ana.skills.very good: 'very good' is no "
            "name of a skill\n"
            "policy.yaml:3:53: teams.supervisors.people.ana.skills.german: '11' is not a whole "
            "number from 1 to 10\n"
            "policy.yaml:3:69: teams.supervisors.people.ana.channels.voise: unknown channel "
            "'voise' (did you mean 'voice'?)\n"
            "policy.yaml:4:36: teams.supervisors.rings[1]: does not go on from the ring before it, "
            "which lowers by 1 after 2m\n"
            "policy.yaml:4:59: teams.supervisors.rings[2]: 'lower' is missing\n"
            "policy.yaml:5:13: teams.supervisors.needs[0]: 'skills' is missing\n"
            "policy.yaml:6:5: teams.supervisors.credit: has no effect, since work is not "
            "given out by age\n"
            "policy.yaml:6:22: teams.supervisors.credit.ten: 'ten' is no priority\n"
            "policy.yaml:7:21: teams.supervisors.good_outcomes[0]: there is no outcome 'solvd' "
            "(did you mean 'solved'?)\n");
}

TEST(TeamPolicy, SaysWhatToDoAboutIt) {
  EXPECT_EQ(remedy("teams: {supervisors: {credit: {1: 90s}}}\n"),
            "add 'order: age', or remove the key");
  EXPECT_EQ(remedy("teams: {supervisors: {good_outcomes: [best]}}\n"),
            "use one of escalation.outcomes: solved, workaround, refused, duplicate, no_fault, "
            "customer_withdrew, other");
}

TEST(TeamPolicy, WarnsOfWorkThatNobodyKnowsHowToDo) {
  const std::string team = "teams: {supervisors: {people: {ana: {skills: {german: 3}}}, ";
  EXPECT_EQ(warnings(team + "needs: [{skills: {german: 3}}]}}\n"), "");
  EXPECT_EQ(warnings(team + "needs: [{skills: {german: 5}}]}}\n"),
            "policy.yaml:1:69: teams.supervisors.needs[0]: nobody of the team knows german at 5; "
            "the highest level is 3\n");
  EXPECT_EQ(warnings(team + "needs: [{skills: {cards: 1}}]}}\n"),
            "policy.yaml:1:69: teams.supervisors.needs[0]: nobody of the team knows cards\n");
  EXPECT_EQ(warnings(team + "needs: [{skills: {german: 5}}], rings: [{after: 1m, lower: 2}]}}\n"),
            "")
      << "a ring lowers it far enough";
}

TEST(TeamPolicy, TakesWhatHoldsForAll) {
  const auto policy = compiled("queue: {capacity: 7, anyone_may_join: false}\n");
  EXPECT_EQ(policy->queue.default_capacity, 7);
  EXPECT_FALSE(policy->queue.anyone_may_join);
}

TEST(PeoplePolicy, SaysHowSomebodyIsReached) {
  const auto policy = compiled(R"(
notifications: {channels: {console: {kind: console}, log: {kind: file, path: a.jsonl}}}
people:
  grace: {methods: [console, {channel: log, after: 2m}]}
)");
  const auto& methods = policy->notify.people.at("grace");
  ASSERT_EQ(methods.size(), 2U);
  EXPECT_EQ(methods[0].channel, "console");
  EXPECT_EQ(methods[1].channel, "log");
  EXPECT_EQ(methods[1].after, absl::Minutes(2));
}

TEST(PeoplePolicy, RefusesAChannelThatDoesNotExist) {
  EXPECT_EQ(errors("people: {grace: {methods: [pager, {channel: consol}]}}\n"),
            "policy.yaml:1:28: people.grace.methods[0]: there is no channel 'pager'\n"
            "policy.yaml:1:45: people.grace.methods[1].channel: there is no channel 'consol' (did "
            "you mean "
            "'console'?)\n");
}

}  // namespace
}  // namespace escalon::policy
