#include "escalon/staffing/study.hpp"

#include <gtest/gtest.h>

#include "escalon/policy/compile.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "told_days.hpp"

namespace escalon::staffing {
namespace {

constexpr int kWrapUp = 24;

std::shared_ptr<const policy::CompiledPolicy> desk_policy() {
  const auto compiled = policy::compile(
      {{"policy.yaml", "teams: {desk: {order: age, live: true}, supervisors: }\n"}});
  EXPECT_TRUE(compiled.ok());
  return *compiled;
}

/// Days on which one person serves calls of 60 s in the order in which they come, with a wrap-up of
/// `kWrapUp` after each.
std::string four_days() {
  ToldDays told;
  for (int day = 0; day < 4; ++day) {
    const absl::Time begin = kNine + absl::Hours(24 * day);
    absl::Time free = begin;
    for (int i = 0; i < 100; ++i) {
      const std::string id = std::to_string(day) + "-" + std::to_string(i);
      const absl::Time arrived = begin + absl::Seconds(90 * i - i % 3 * 55);
      const absl::Time answered = std::max(arrived, free);
      told.arrives(id, arrived).answered(id, answered, "ann");
      told.ends(id, answered + absl::Seconds(60));
      free = answered + absl::Seconds(60 + kWrapUp);
    }
    told.arrives("late" + std::to_string(day), begin + absl::Seconds(10));
    told.gives_up("late" + std::to_string(day), begin + absl::Seconds(20));
  }
  return told.text();
}

Result<Study> study_of(const std::string& text, const std::string& team = "desk") {
  const testkit::TempDir folder;
  return study({.events = folder.write("events.jsonl", text).string(),
                .policy = desk_policy(),
                .team = team});
}

TEST(Study, FindsTheWrapUpThatTheRecordHides) {
  const auto result = study_of(four_days());
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_EQ(result->wrap_up, absl::Seconds(kWrapUp));
  EXPECT_EQ(result->fitted_on, (std::vector<std::string>{"1999-02-01", "1999-02-03"}));
  ASSERT_EQ(result->days.size(), 2U);
  EXPECT_EQ(result->days[0].date, "1999-02-02");
  EXPECT_EQ(result->simulated.answered, result->recorded.answered);
  EXPECT_EQ(result->simulated.waited, result->recorded.waited) << "and the other days agree";
  EXPECT_LT(result->with_more_people.waited, result->simulated.waited);
}

TEST(Study, IsRenderedAsATable) {
  const auto result = study_of(four_days());
  ASSERT_TRUE(result.ok());
  const std::string text = render(*result, absl::Seconds(20));
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "404 calls; 0 more that nobody named answered are left out");
  EXPECT_NE(text.find("wrap-up 24s after each call"), std::string::npos) << text;
  EXPECT_NE(text.find("\nwith 1 more"), std::string::npos) << text;
}

TEST(Study, RefusesATeamThatThePolicyDoesNotHave) {
  const auto result = study_of(four_days(), "desc");
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().message, "The policy has no team 'desc' (did you mean 'desk'?).");
}

TEST(Study, NeedsADayToFitAndADayToCompare) {
  const auto result = study_of(ToldDays().arrives("a", at(0)).text());
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().message.find("less than two days with calls of the queue 'desk'"),
            std::string::npos);
}

}  // namespace
}  // namespace escalon::staffing
