#include "escalon/policy/diff.hpp"

#include <gtest/gtest.h>

#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::one_file;
using testing::shipped;
using Sentences = std::vector<std::string>;

Sentences changes(std::string_view before, std::string_view after) {
  return differences(one_file(before), one_file(after));
}

TEST(PolicyDiff, IsEmptyForOnePolicyInOtherFiles) {
  PolicyFiles files = shipped("default");
  PolicyFiles joined{{"all.yaml", ""}};
  for (const PolicyFile& file : files) {
    joined[0].content += file.content + "\n# a comment\n";
  }
  EXPECT_EQ(differences(files, joined), Sentences());
}

TEST(PolicyDiff, SaysWhatATargetIsAndWas) {
  EXPECT_EQ(changes("clocks: {answer: {target: 8h, start: {event: started}}}",
                    "clocks: {answer: {start: {event: started}, target: 4h}}"),
            Sentences{"clock answer: target is 4h, was 8h"});
  EXPECT_EQ(
      changes(
          "clocks: {answer: [{target: 8h}, {targets: {by: priority, values: {1: 1h, 2: 2h}}}]}",
          "clocks: {answer: [{target: 8h}, {targets: {by: priority, values: {1: 30m, 3: 4h}}}]}"),
      (Sentences{"clock answer, rule 2: targets.values.1 is 30m, was 1h",
                 "clock answer, rule 2: targets.values.2 is removed, was: 2h",
                 "clock answer, rule 2: targets.values.3 is added: 4h"}));
}

TEST(PolicyDiff, TakesOneValueForAListOfOne) {
  EXPECT_EQ(changes("clocks: {answer: {warnings: 75%}}", "clocks: {answer: {warnings: [75%]}}"),
            Sentences());
  EXPECT_EQ(changes("clocks: {answer: {warnings: 75%}}", "clocks: {answer: {warnings: [75%, 1h]}}"),
            Sentences{"clock answer: warnings is [75%, 1h], was 75%"});
}

TEST(PolicyDiff, KnowsRulesByTheirNames) {
  EXPECT_EQ(
      changes("matrix: [{name: a, team: x}, {name: b, team: y}]",
              "matrix: [{name: n, team: x}, {name: a, team: x}, {name: b, team: z}]"),
      (Sentences{"matrix rule n is added: {name: n, team: x}", "matrix rule b: team is z, was y"}));
  EXPECT_EQ(changes("matrix: [{name: a}, {name: b}]", "matrix: [{name: b}]"),
            Sentences{"matrix rule a is removed, was: {name: a}"});
}

TEST(PolicyDiff, SaysWhatComesInAnotherOrder) {
  EXPECT_EQ(changes("matrix: [{name: a}, {name: b}, {name: c}]",
                    "matrix: [{name: b}, {name: c}, {name: a}]"),
            Sentences{"matrix rule a comes after b, came before it"});
}

TEST(PolicyDiff, CountsTheStepsOfALadder) {
  EXPECT_EQ(changes("ladders: {chain: {steps: [{ask: queue}, {ask: everyone}]}}",
                    "ladders: {chain: {steps: [{ask: queue, level: 2}]}}"),
            (Sentences{"ladder chain, step 1: level is added: 2",
                       "ladder chain, step 2 is removed, was: {ask: everyone}"}));
}

TEST(PolicyDiff, NamesHoursRotasAndPeople) {
  EXPECT_EQ(changes("calendars: {office: {hours: {mon: '08:00-17:00'}}}",
                    "calendars: {office: {hours: {mon: '09:00-17:00'}}}"),
            Sentences{"calendar office: hours.mon is 09:00-17:00, was 08:00-17:00"});
  EXPECT_EQ(
      changes(
          "rotas: {first: {layers: [{name: base, rotations: [{name: w, people: [ana]}]}]}}",
          "rotas: {first: {layers: [{name: base, rotations: [{name: w, people: [ana, ben]}]}]}}"),
      Sentences{"rota first, layer base, rotation w: people is [ana, ben], was ana"});
}

TEST(PolicyDiff, SeesAnotherHolidayFile) {
  const auto with = [](const std::string& content) {
    return PolicyFiles{{"policy.yaml", "name: p\n"}, {"uk.ics", content}};
  };
  ASSERT_EQ(differences(with("one"), with("two")).size(), 1U);
  EXPECT_TRUE(differences(with("one"), with("two"))[0].starts_with("uk.ics is a file of 3 bytes"));
}

}  // namespace
}  // namespace escalon::policy
