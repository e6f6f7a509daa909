#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using rules::FactTable;
using testing::compiled;

std::string clock_with(const std::string& applies) {
  return "clocks:\n  c:\n    target: 5m\n    start: always\n    stop: {event: ended}\n    "
         "applies: " +
         applies + "\n";
}

rules::Condition condition(const std::string& text) {
  return compiled(clock_with(text))->sla.clocks.front().applies;
}

std::string errors(const std::string& text) {
  return testing::errors(clock_with(text));
}

TEST(Condition, OfSeveralFieldsNeedsThemAll) {
  const auto both = condition("{channel: chat, tier: [gold, silver]}");
  EXPECT_TRUE(both.holds(FactTable().add("channel", "chat").add("tier", "silver")));
  EXPECT_FALSE(both.holds(FactTable().add("channel", "chat").add("tier", "bronze")));
  EXPECT_FALSE(both.holds(FactTable().add("tier", "gold")));
}

TEST(Condition, AsAListNeedsOne) {
  const auto either = condition("[{channel: chat}, {tier: gold}]");
  EXPECT_TRUE(either.holds(FactTable().add("channel", "chat")));
  EXPECT_TRUE(either.holds(FactTable().add("tier", "gold")));
  EXPECT_FALSE(either.holds(FactTable().add("tier", "silver")));
}

TEST(Condition, ComparesNumbers) {
  const auto low = condition("{sentiment: {at_most: -0.5}, attributes.amount: {at_least: 100}}");
  EXPECT_TRUE(low.holds(FactTable().add("sentiment", "-0.7").add("attributes.amount", "100")));
  EXPECT_FALSE(low.holds(FactTable().add("sentiment", "-0.4").add("attributes.amount", "100")));
  EXPECT_FALSE(low.holds(FactTable().add("sentiment", "-0.7").add("attributes.amount", "99")));
}

TEST(Condition, MayAskForAbsence) {
  EXPECT_TRUE(condition("{agent: {present: false}}").holds(FactTable()));
  EXPECT_FALSE(condition("{agent: {present: true}}").holds(FactTable()));
  EXPECT_TRUE(condition("{queue: {not: [a, b]}}").holds(FactTable().add("queue", "c")));
  EXPECT_FALSE(condition("{queue: {not: a}}").holds(FactTable().add("queue", "a")));
  EXPECT_FALSE(condition("{not: {queue: a}}").holds(FactTable().add("queue", "a")));
  EXPECT_TRUE(condition("{queue: {in: a}}").holds(FactTable().add("queue", "a")));
}

TEST(Condition, NestsAllAndAny) {
  const auto nested = condition("{all: [{tier: gold}, {any: [{queue: a}, {queue: b}]}]}");
  EXPECT_TRUE(nested.holds(FactTable().add("tier", "gold").add("queue", "b")));
  EXPECT_FALSE(nested.holds(FactTable().add("tier", "gold").add("queue", "c")));
}

TEST(Condition, MayBeAWord) {
  EXPECT_TRUE(condition("always").is_always());
  EXPECT_TRUE(condition("never").is_never());
  EXPECT_EQ(errors("sometimes"),
            "policy.yaml:6:14: clocks.c.applies: expected a map, found a single value\n");
}

TEST(Condition, RefusesAnUnknownField) {
  EXPECT_EQ(errors("{chanel: chat}"),
            "policy.yaml:6:15: clocks.c.applies.chanel: unknown field 'chanel' (did you mean "
            "'channel'?)\n");
}

TEST(Condition, RefusesValuesThatCannotOccur) {
  EXPECT_EQ(errors("{channel: [chat, phone]}"),
            "policy.yaml:6:31: clocks.c.applies.channel[1]: unknown channel 'phone'\n");
  EXPECT_EQ(errors("{event: customer_mesage}"),
            "policy.yaml:6:22: clocks.c.applies.event: unknown event 'customer_mesage' (did you "
            "mean 'customer_message'?)\n");
  EXPECT_EQ(
      errors("{priority: 10}"),
      "policy.yaml:6:25: clocks.c.applies.priority: unknown priority '10' (did you mean '1'?)\n");
  EXPECT_EQ(errors("{trigger: rage}"),
            "policy.yaml:6:24: clocks.c.applies.trigger: unknown cause 'rage'\n");
  EXPECT_EQ(
      errors("{clock: d}"),
      "policy.yaml:6:22: clocks.c.applies.clock: there is no clock 'd' (did you mean 'c'?)\n");
}

TEST(Condition, KnowsTheEventsOfEscalations) {
  EXPECT_EQ(errors("{event: [started, escalation_opened, escalation_resolved, escalation_asked]}"),
            "");
}

TEST(Condition, RefusesToCompareMeasuresForEquality) {
  EXPECT_EQ(errors("{sentiment: -1}"),
            "policy.yaml:6:26: clocks.c.applies.sentiment: a measured number is not compared for "
            "equality\n");
}

TEST(Condition, RefusesEmptyTests) {
  EXPECT_EQ(errors("{queue: []}"),
            "policy.yaml:6:22: clocks.c.applies.queue: an empty list matches nothing\n");
  EXPECT_EQ(errors("{queue: {}}"), "policy.yaml:6:22: clocks.c.applies.queue: tests nothing\n");
  EXPECT_EQ(errors("{queue: {is: a}}"),
            "policy.yaml:6:23: clocks.c.applies.queue.is: unknown key (did you mean 'in'?)\n");
}

TEST(Condition, OnATeamThatThePolicyDoesNotKnowIsAWarning) {
  EXPECT_EQ(testing::warnings("teams: {supervisors: {}}\n" + clock_with("{team: superviser}")),
            "policy.yaml:7:21: clocks.c.applies.team: there is no team 'superviser' (did you mean "
            "'supervisors'?)\n");
}

}  // namespace
}  // namespace escalon::policy
