#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::errors;
using testing::remedy;

TEST(PolicyText, ThatIsNoYamlIsRefusedWithItsPlace) {
  EXPECT_EQ(errors("name: [a\nb: c\n"),
            "policy.yaml:2:2: this is not YAML that can be read: end of sequence flow not found\n");
  EXPECT_NE(remedy("name: 'open"), "");
}

TEST(PolicyText, MayBeEmpty) {
  EXPECT_EQ(errors(""), "");
  EXPECT_EQ(errors("# nothing but words\n"), "");
}

TEST(PolicyText, MustBeAMap) {
  EXPECT_EQ(errors("- a\n- b\n"), "policy.yaml:1:1: expected 'key: value' lines\n");
}

TEST(PolicyText, HoldsOneDocument) {
  EXPECT_EQ(errors("name: a\n---\nname: b\n"),
            "policy.yaml: this is not YAML that can be read: it holds several documents\n");
}

TEST(PolicyText, IsUtf8) {
  EXPECT_EQ(errors("name: a\nb\xff: c\n"), "policy.yaml:2:2: this byte is not UTF-8\n");
  EXPECT_EQ(errors("name: \xe2\x82\xac\n"), "");
  EXPECT_EQ(errors("name: \xed\xa0\x80\n"), "policy.yaml:1:7: this byte is not UTF-8\n");
  EXPECT_EQ(errors("name: \xc0\xaf\n"), "policy.yaml:1:7: this byte is not UTF-8\n");
}

TEST(PolicyText, IsNotNestedWithoutEnd) {
  const std::string deep = "name: " + std::string(300, '[') + std::string(300, ']');
  EXPECT_EQ(errors(deep),
            "policy.yaml:1:106: this is not YAML that can be read: more than 100 levels\n");
}

TEST(PolicyText, DoesNotGrowByAliases) {
  std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x, x]\n";
  for (char name = 'b'; name < 'j'; ++name) {
    const std::string last(1, static_cast<char>(name - 1));
    laughs += std::string(1, name) + ": &" + name + " [*" + last;
    for (int i = 0; i < 9; ++i) {
      laughs += ", *" + last;
    }
    laughs += "]\n";
  }
  EXPECT_NE(errors(laughs).find("more than 200,000 values"), std::string::npos);
}

TEST(PolicyText, MayRepeatAPartByAnAlias) {
  const auto policy = testing::compiled(R"(
clocks:
  a: &rule {target: 5m, start: {event: started}, stop: {event: ended}}
  b: *rule
)");
  ASSERT_EQ(policy->sla.clocks.size(), 2U);
  EXPECT_EQ(policy->sla.clocks[1].name, "b");
  EXPECT_EQ(policy->sla.clocks[1].targets.otherwise->duration, absl::Minutes(5));
}

TEST(PolicyText, RefusesAKeyThatIsNoText) {
  EXPECT_EQ(errors("? [a, b]\n: c\n"),
            "policy.yaml:1:3: this is not YAML that can be read: a key that is no text\n");
}

TEST(PolicyKey, ThatIsUnknownIsRefusedWithTheNearest) {
  EXPECT_EQ(errors("calender: {}\n"),
            "policy.yaml:1:1: calender: unknown key (did you mean 'calendars'?)\n");
  EXPECT_EQ(
      errors(R"(
clocks:
  resolution:
    target: 4h
    calender: office
    start: {event: started}
    stop: {event: ended}
)"),
      "policy.yaml:4:5: clocks.resolution.calender: unknown key (did you mean 'calendar'?)\n");
}

TEST(PolicyKey, ThatIsUnknownIsAnsweredWithTheKnownOnes) {
  EXPECT_EQ(remedy("queue: {capacities: 3}\n"), "use one of: capacity, anyone_may_join");
}

TEST(PolicyKey, ThatIsRepeatedIsRefused) {
  EXPECT_EQ(errors("queue:\n  capacity: 3\n  capacity: 4\n"),
            "policy.yaml:3:3: queue.capacity: given twice; first at line 2\n");
  EXPECT_EQ(errors("name: a\nname: b\n"),
            "policy.yaml:2:1: name: given twice; first at policy.yaml:1:1\n");
  EXPECT_EQ(errors("teams:\n  supervisors: {}\n  supervisors: {}\n"),
            "policy.yaml:3:3: teams.supervisors: given twice; first at line 2\n");
}

TEST(PolicyKey, ThatIsMissingIsNamed) {
  EXPECT_EQ(errors("calendars:\n  office:\n    zone: UTC\n"),
            "policy.yaml:2:3: calendars.office: 'hours' is missing\n");
}

TEST(PolicyValue, OfTheWrongKindIsRefused) {
  EXPECT_EQ(errors("queue: [1]\n"), "policy.yaml:1:8: queue: expected a map, found a list\n");
  EXPECT_EQ(errors("matrix: 3\n"),
            "policy.yaml:1:9: matrix: expected a list, found a single value\n");
  EXPECT_EQ(errors("name: {}\n"), "policy.yaml:1:7: name: expected a single value, found a map\n");
  EXPECT_EQ(errors("retire_after:\n"),
            "policy.yaml:1:1: retire_after: expected a single value, found nothing\n");
}

TEST(PolicyValue, OutOfRangeIsRefused) {
  EXPECT_EQ(errors("queue: {capacity: 0}\n"),
            "policy.yaml:1:19: queue.capacity: '0' is not a whole number from 1 to 1000\n");
  EXPECT_EQ(errors("queue: {capacity: many}\n"),
            "policy.yaml:1:19: queue.capacity: 'many' is not a whole number from 1 to 1000\n");
  EXPECT_EQ(errors("queue: {anyone_may_join: perhaps}\n"),
            "policy.yaml:1:26: queue.anyone_may_join: 'perhaps' is neither true nor false\n");
  EXPECT_EQ(errors("retire_after: soon\n"),
            "policy.yaml:1:15: retire_after: 'soon' is not a duration\n");
  EXPECT_EQ(errors("retire_after: 0s\n"), "policy.yaml:1:15: retire_after: '0s' is out of range\n");
  EXPECT_EQ(errors("name: ''\n"), "policy.yaml:1:7: name: must not be empty\n");
}

}  // namespace
}  // namespace escalon::policy
