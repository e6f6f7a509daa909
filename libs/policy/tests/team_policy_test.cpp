#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::compiled;
using testing::errors;

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
  EXPECT_EQ(billing.people[0].name, "chen");
  EXPECT_EQ(billing.people[0].capacity, 2);
  EXPECT_TRUE(billing.people[0].present);
  EXPECT_EQ(billing.people[1].name, "dora");
  EXPECT_FALSE(billing.people[1].present);
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
