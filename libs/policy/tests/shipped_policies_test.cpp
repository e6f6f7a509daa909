#include <gtest/gtest.h>

#include <algorithm>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using rules::FactTable;
using testing::compiled;
using testing::shipped;

// The rule of each clock that a case with these facts has.
std::vector<std::string> clocks_started_by(const CompiledPolicy& policy, const FactTable& facts) {
  std::vector<std::string> names;
  for (const sla::ClockRule& clock : policy.sla.clocks) {
    if (clock.applies.holds(facts) && clock.start.holds(facts) &&
        std::ranges::find(names, clock.name) == names.end()) {
      names.push_back(clock.name);
    }
  }
  return names;
}

class ShippedPolicy : public ::testing::TestWithParam<const char*> {};

TEST_P(ShippedPolicy, CompilesWithoutWarnings) {
  const CheckReport report = check(shipped(GetParam()));
  EXPECT_TRUE(report.ok) << report.text;
  EXPECT_EQ(report.text.find("warning"), std::string::npos) << report.text;
}

INSTANTIATE_TEST_SUITE_P(Deploy, ShippedPolicy,
                         ::testing::Values("default", "uci", "boston311", "twitter_support",
                                           "twitter_support_staffed", "anonymous_bank_calls",
                                           "customer_care"),
                         [](const auto& shown) { return std::string(shown.param); });

TEST(DefaultPolicy, StartsTwoClocksForATextCase) {
  const auto policy = compiled(shipped("default"));
  for (const char* channel : {"chat", "email", "message", "social"}) {
    EXPECT_EQ(clocks_started_by(
                  *policy, FactTable().add("channel", channel).add("event", "customer_message")),
              (std::vector<std::string>{"first_response", "resolution"}))
        << channel;
  }
}

TEST(DefaultPolicy, RoutesEveryCauseAndEveryBreach) {
  const auto policy = compiled(shipped("default"));
  const auto routed = [&](const std::string& cause, const std::string& clock) {
    return std::ranges::any_of(policy->escalation.matrix, [&](const escalation::MatrixRule& rule) {
      return rule.when.is_always() && (std::ranges::count(rule.causes, cause) > 0 ||
                                       std::ranges::count(rule.breach_clocks, clock) > 0);
    });
  };
  for (const std::string cause :
       {"customer_asked", "agent_asked", "beyond_authority", "needs_specialist", "needs_approval",
        "conflict", "repeat_contact", "waiting_too_long", "critical_event", "churn_threat",
        "misrouted", "predicted"}) {
    EXPECT_TRUE(routed(cause, "")) << cause;
  }
  for (const sla::ClockRule& clock : policy->sla.clocks) {
    EXPECT_TRUE(routed("", clock.name)) << clock.name;
  }
}

TEST(UciPolicy, HasOneClockWithFourTargets) {
  const auto policy = compiled(shipped("uci"));
  ASSERT_EQ(policy->sla.clocks.size(), 1U);
  const sla::ClockRule& clock = policy->sla.clocks.front();
  EXPECT_EQ(clock.name, "resolution");
  EXPECT_EQ(clock.targets.of_value.at("1").duration, absl::Hours(4));
  EXPECT_EQ(clock.targets.of_value.at("2").duration, absl::Hours(8));
  EXPECT_EQ(clock.targets.of_value.at("3").duration, absl::Hours(62));
  EXPECT_EQ(clock.targets.of_value.at("4").duration, absl::Hours(134));
  EXPECT_EQ(policy->classify.rules().priority->cells.at({"3 - Low", "1 - High"}), 3);
  EXPECT_TRUE(clock.stop.holds(FactTable().add("status", "Closed")));
}

TEST(BostonPolicy, CountsEachTypeByItsRule) {
  const auto policy = compiled(shipped("boston311"));
  ASSERT_EQ(policy->sla.clocks.size(), 2U);
  const sla::Targets& targets = policy->sla.clocks[0].targets;
  EXPECT_EQ(targets.of_value.size(), 117U);
  EXPECT_EQ(targets.of_value.at("CE Collection").text, "1 working day");
  EXPECT_EQ(targets.of_value.at("Unsatisfactory Living Conditions").text, "120 calendar days");
  EXPECT_EQ(targets.of_value.at("Heat - Excessive  Insufficient").days, 30);
  EXPECT_FALSE(targets.of_value.contains("Highway Maintenance"));
  EXPECT_FALSE(targets.otherwise.has_value());
  EXPECT_EQ(policy->sla.clocks[1].name, "recorded");
  EXPECT_TRUE(policy->sla.clocks[1].due_from_event);
}

TEST(TwitterPolicy, HasNobodyPresent) {
  const auto policy = compiled(shipped("twitter_support"));
  ASSERT_EQ(policy->sla.clocks.size(), 1U);
  EXPECT_EQ(policy->sla.clocks.front().targets.otherwise->duration, absl::Minutes(15));
  EXPECT_FALSE(policy->sla.clocks.front().early_stop_counts);
  for (const auto& [name, team] : policy->queue.teams) {
    EXPECT_TRUE(team.people.empty()) << name;
  }
}

}  // namespace
}  // namespace escalon::policy
