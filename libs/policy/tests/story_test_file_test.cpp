#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "escalon/policy/story_test.hpp"
#include "tested_policy.hpp"

namespace escalon::policy {
namespace {

using testing::one_file;

std::vector<StoryTest> read(std::string_view text) {
  auto tests = read_story_tests(one_file(text));
  EXPECT_TRUE(tests.ok()) << (tests ? "" : policy::text(tests.error()));
  return tests ? *std::move(tests) : std::vector<StoryTest>();
}

std::string wrong(std::string_view text) {
  const auto tests = read_story_tests(one_file(text));
  return tests ? "" : tests.error().front().text();
}

// One test with these given events and expectations, written in flow style.
std::string story(std::string_view given, std::string_view expect) {
  return "tests:\n- name: a story\n  start: 2026-03-02T09:00:00Z\n  given: [" + std::string(given) +
         "]\n  expect: [" + std::string(expect) + "]\n";
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(StoryTestFile, ReadsEventsAndCommandsByTheFieldsThatTheyHave) {
  const auto tests = read(story(
      "{at: 5m, actor: grace, acknowledge: {}}, "
      "{channel: chat, customer: {tier: gold}, attributes: {product: card}, due: {answer: 1h}, "
      "customer_message: my card is gone}",
      "{clock: answer, due: 1h}"));
  ASSERT_EQ(tests.size(), 1U);
  ASSERT_EQ(tests[0].given.size(), 2U);
  const auto& event = std::get<contact::v1::ContactEvent>(tests[0].given[0].what);
  EXPECT_EQ(event.case_id(), "c1");
  EXPECT_EQ(event.customer().tier(), "gold");
  EXPECT_EQ(event.customer_message().text(), "my card is gone");
  EXPECT_EQ(event.attributes().at("product"), "card");
  EXPECT_EQ(event.due().at("answer").seconds(), 1772445600);
  const auto& command = std::get<command::v1::Command>(tests[0].given[1].what);
  EXPECT_TRUE(command.has_acknowledge());
  EXPECT_EQ(command.actor(), "grace");
  EXPECT_EQ(tests[0].until, *parse_instant("2026-03-02T09:05:00Z"));
  EXPECT_EQ(tests[0].expect[0].due, *parse_instant("2026-03-02T10:00:00Z"));
}

TEST(StoryTestFile, EndsWithTheLatestInstantThatItNames) {
  EXPECT_EQ(read(story("{started: {}}", "{nothing: page, until: 2h}"))[0].until,
            *parse_instant("2026-03-02T11:00:00Z"));
}

TEST(StoryTestFile, SuggestsTheKeyThatIsMeant) {
  EXPECT_TRUE(has(wrong(story("{chanel: chat, started: {}}", "{clock: a, due: 1h}")),
                  "policy.yaml:4:12: tests[0].given[0].chanel: unknown key (did you mean "
                  "'channel'?)"));
  EXPECT_TRUE(has(wrong(story("{customer: {teir: gold}, started: {}}", "{clock: a, due: 1h}")),
                  "unknown key (did you mean 'tier'?)"));
  EXPECT_TRUE(has(wrong(story("{started: {}}", "{clok: a}")), "(did you mean 'clock'?)"));
}

TEST(StoryTestFile, RefusesWhatCouldNotFail) {
  EXPECT_TRUE(has(wrong(story("{started: {}}", "")), "tests[0].expect: expects nothing"));
  EXPECT_TRUE(has(wrong(story("{started: {}}", "{clock: a}")), "says nothing of the clock"));
  EXPECT_TRUE(has(wrong(story("{started: {}}", "{page: ana, rule: x}")), "says nothing here"));
  EXPECT_TRUE(has(wrong(story("{started: {}}", "{at: 1m}")), "expects nothing"));
  EXPECT_TRUE(has(wrong(story("{started: {}}", "{clock: a, due: 1h, page: ana}")),
                  "expects several things at once"));
}

TEST(StoryTestFile, RefusesAnEventInWhichNothingHappens) {
  EXPECT_TRUE(has(wrong(story("{channel: chat}", "{nothing: page}")),
                  "tests[0].given[0]: says nothing that happens"));
}

TEST(StoryTestFile, RefusesTimesThatAreNone) {
  EXPECT_TRUE(has(wrong(story("{at: soon, started: {}}", "{nothing: page}")),
                  "'soon' is neither an instant nor a time from the start"));
}

TEST(StoryTestFile, RefusesAFileWithoutTests) {
  EXPECT_TRUE(has(wrong("test: []\n"), "policy.yaml:1:1: test: unknown key"));
  EXPECT_TRUE(has(wrong("\n\n"), "holds no tests"));
  EXPECT_TRUE(has(wrong("tests: {}\n"), "expected a list, found a map"));
}

}  // namespace
}  // namespace escalon::policy
