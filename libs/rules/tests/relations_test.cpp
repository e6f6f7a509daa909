#include "escalon/rules/relations.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace escalon::rules {
namespace {

Field field(const char* name) {
  return Field::parse(name).value();
}

Condition is(const char* name, std::vector<std::string> values) {
  return Condition::one_of(field(name), std::move(values));
}

// Every way to meet `narrow` meets `wide`.
bool covered(const Condition& narrow, const Condition& wide) {
  const auto ways = Ways::of(narrow).value();
  return std::ranges::all_of(ways.conjuncts(),
                             [&](const Conjunct& way) { return implies(way, wide); });
}

TEST(Relations, FewerValuesAreWithinMore) {
  EXPECT_TRUE(covered(is("tier", {"gold"}), is("tier", {"gold", "vip"})));
  EXPECT_FALSE(covered(is("tier", {"gold", "vip"}), is("tier", {"gold"})));
  EXPECT_FALSE(covered(is("tier", {"gold"}), is("queue", {"gold"})));
}

TEST(Relations, AValueIsWithinABound) {
  EXPECT_TRUE(covered(is("priority", {"1", "2"}), Condition::at_most(field("priority"), 3)));
  EXPECT_FALSE(covered(is("priority", {"1", "4"}), Condition::at_most(field("priority"), 3)));
  EXPECT_TRUE(covered(Condition::at_least(field("urgency"), 0.8),
                      Condition::at_least(field("urgency"), 0.5)));
}

TEST(Relations, AnotherValueIsNotThatOne) {
  EXPECT_TRUE(covered(is("tier", {"gold"}), Condition::none_of(field("tier"), {"silver"})));
  EXPECT_FALSE(covered(Condition::none_of(field("tier"), {"silver"}), is("tier", {"gold"})));
}

// A case may have several triggers at once.
TEST(Relations, OneTriggerDoesNotRuleOutAnother) {
  EXPECT_FALSE(
      covered(is("trigger", {"conflict"}), Condition::none_of(field("trigger"), {"churn_threat"})));
}

TEST(Relations, EachOfSeveralWaysMustBeCovered) {
  const Condition either = Condition::any({is("tier", {"gold"}), is("channel", {"chat"})});
  EXPECT_FALSE(covered(either, is("tier", {"gold"})));
  EXPECT_TRUE(covered(either, Condition::any({is("channel", {"chat", "voice"}),
                                              Condition::present(field("tier"))})));
}

TEST(Relations, AConditionMayContradictItself) {
  EXPECT_TRUE(
      Ways::of(Condition::all({is("tier", {"gold"}), is("tier", {"vip"})}))->conjuncts().empty());
  EXPECT_FALSE(
      Ways::of(Condition::all({is("trigger", {"conflict"}), is("trigger", {"churn_threat"})}))
          ->conjuncts()
          .empty());
}

TEST(Relations, TooManyWaysAreNotCounted) {
  std::vector<Condition> parts;
  for (int i = 0; i < 10; ++i) {
    const std::string name = "attributes.a" + std::to_string(i);
    const std::string other = "attributes.b" + std::to_string(i);
    parts.push_back(Condition::any({is(name.c_str(), {"x"}), is(other.c_str(), {"y"})}));
  }
  EXPECT_FALSE(Ways::of(Condition::all(std::move(parts))).has_value());
}

TEST(Relations, WhatIsLeftOverIsFound) {
  const Condition chat = is("channel", {"chat"});
  const Condition poor = Condition::none_of(field("tier"), {"gold", "vip"});
  const std::vector<const Condition*> rules{&chat, &poor};
  const auto left = that_meets_none(rules, {{&chat.field(), &chat.test(), false}});
  ASSERT_TRUE(left.has_value());
  EXPECT_EQ(text_of(*left), "tier gold");
}

TEST(Relations, NothingIsLeftWhereOneHoldsAlways) {
  const Condition always;
  EXPECT_FALSE(that_meets_none(std::vector<const Condition*>{&always}, {}).has_value());
}

TEST(Relations, ReasonsNameWhatTheFactsHaveInstead) {
  const FactTable facts = FactTable().add("tier", "silver").add("channel", "chat");
  const Condition rule =
      Condition::all({is("tier", {"gold", "vip"}), Condition::none_of(field("channel"), {"chat"}),
                      Condition::at_least(field("urgency"), 0.5)});
  EXPECT_EQ(why_not(rule, facts),
            (std::vector<std::string>{"tier is silver, not one of gold, vip",
                                      "channel is chat, and must not be chat",
                                      "urgency is not told, not at least 0.5"}));
  EXPECT_TRUE(why_not(is("tier", {"silver"}), facts).empty());
}

}  // namespace
}  // namespace escalon::rules
