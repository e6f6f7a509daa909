#include "escalon/rules/condition.hpp"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace escalon::rules {
namespace {

Field field(std::string_view name) {
  return *Field::parse(name);
}

FactTable chat_of_a_gold_customer() {
  FactTable facts;
  facts.add("channel", "chat").add("tier", "gold").add("priority", "2");
  facts.add("attributes.region", "north").add("sentiment", "-0.6");
  facts.add("trigger", "conflict").add("trigger", "churn_threat");
  return facts;
}

TEST(Field, ReadsEveryNameThatItWrites) {
  for (int kind = 0; kind < static_cast<int>(FieldKind::kAttribute); ++kind) {
    const Field known(static_cast<FieldKind>(kind));
    ASSERT_TRUE(Field::parse(known.text()).ok()) << known.text();
    EXPECT_EQ(*Field::parse(known.text()), known);
  }
  EXPECT_EQ(field("attributes.a.b").attribute_name(), "a.b");
}

TEST(Field, NamesTheNearestKnownNameWhenUnknown) {
  const auto refused = Field::parse("chanel");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("'chanel'"), std::string::npos);
  EXPECT_NE(refused.error().message.find("'channel'"), std::string::npos);
  EXPECT_FALSE(Field::parse("attributes.").ok());
}

TEST(Condition, HoldsAlwaysWhenNothingIsAsked) {
  EXPECT_TRUE(Condition().holds(FactTable()));
  EXPECT_TRUE(Condition::all({}).is_always());
  EXPECT_FALSE(Condition::never().holds(FactTable()));
  EXPECT_TRUE(Condition::any({}).is_never());
}

TEST(Condition, FindsAValueAmongThoseNamed) {
  const auto facts = chat_of_a_gold_customer();
  EXPECT_TRUE(Condition::one_of(field("channel"), {"voice", "chat"}).holds(facts));
  EXPECT_FALSE(Condition::one_of(field("channel"), {"voice", "Chat"}).holds(facts));
  EXPECT_TRUE(Condition::one_of(field("attributes.region"), {"north"}).holds(facts));
}

TEST(Condition, LooksAtEveryValueOfATrigger) {
  const auto facts = chat_of_a_gold_customer();
  EXPECT_TRUE(Condition::one_of(field("trigger"), {"churn_threat"}).holds(facts));
  EXPECT_FALSE(Condition::none_of(field("trigger"), {"conflict"}).holds(facts));
}

TEST(Condition, FailsOnAFieldWithoutAValue) {
  const auto facts = chat_of_a_gold_customer();
  EXPECT_FALSE(Condition::one_of(field("queue"), {"billing"}).holds(facts));
  EXPECT_TRUE(Condition::none_of(field("queue"), {"billing"}).holds(facts));
  EXPECT_FALSE(Condition::present(field("queue")).holds(facts));
  EXPECT_FALSE(Condition::at_least(field("level"), 0).holds(facts));
}

TEST(Condition, ComparesNumbersAndNothingElse) {
  const auto facts = chat_of_a_gold_customer();
  EXPECT_TRUE(Condition::at_most(field("sentiment"), -0.5).holds(facts));
  EXPECT_FALSE(Condition::at_least(field("sentiment"), -0.5).holds(facts));
  EXPECT_TRUE(Condition::at_most(field("priority"), 2).holds(facts));
  EXPECT_FALSE(Condition::at_least(field("tier"), 0).holds(facts));
}

TEST(Condition, ReadsAsASentence) {
  const auto condition =
      Condition::all({Condition::one_of(field("channel"), {"email", "chat"}),
                      Condition::any({Condition::at_most(field("sentiment"), -0.5),
                                      Condition::present(field("queue"))}),
                      Condition::none_of(field("tier"), {"gold"})});
  EXPECT_EQ(condition.text(),
            "channel in [chat, email] and (sentiment <= -0.5 or queue is present) and not (tier in "
            "[gold])");
  EXPECT_EQ(Condition().text(), "always");
  EXPECT_EQ(Condition::never().text(), "never");
}

TEST(SmallNumberText, GivesDigitsAndNothingForUntold) {
  EXPECT_EQ(small_number_text(0), "");
  EXPECT_EQ(small_number_text(-1), "");
  EXPECT_EQ(small_number_text(100), "");
  for (int number = 1; number <= 99; ++number) {
    EXPECT_EQ(small_number_text(number), std::to_string(number));
  }
}

// A condition and, beside it, the truth value that plain logic gives.
struct Known {
  Condition condition;
  bool truth;
};

Known random_condition(std::mt19937& random, const FactTable& facts, int depth) {
  const auto draw = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
  const unsigned kind = draw(depth == 0 ? 2 : 5);
  if (kind == 0) {
    return {Condition(), true};
  }
  if (kind == 1) {
    const std::string value = draw(2) == 0 ? "chat" : "voice";
    return {Condition::one_of(field("channel"), {value}), value == "chat"};
  }
  if (kind == 2) {
    const auto part = random_condition(random, facts, depth - 1);
    return {Condition::negated(part.condition), !part.truth};
  }
  std::vector<Condition> parts;
  bool truth = kind == 3;
  for (unsigned i = draw(4); i > 0; --i) {
    const auto part = random_condition(random, facts, depth - 1);
    parts.push_back(part.condition);
    truth = kind == 3 ? truth && part.truth : truth || part.truth;
  }
  return {kind == 3 ? Condition::all(parts) : Condition::any(parts), truth};
}

TEST(Condition, AgreesWithPlainLogicOnRandomTrees) {
  const auto facts = chat_of_a_gold_customer();
  std::mt19937 random(20240301);
  for (int i = 0; i < 20000; ++i) {
    const auto known = random_condition(random, facts, 4);
    ASSERT_EQ(known.condition.holds(facts), known.truth) << known.condition.text();
  }
}

}  // namespace
}  // namespace escalon::rules
