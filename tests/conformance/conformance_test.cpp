#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>

#include "case_runner.hpp"
#include "escalon/testkit/shared_data.hpp"
#include "gtest/gtest.h"

namespace escalon::conformance {
namespace {

Counts run(const std::string& cases, std::string* lines) {
  Counts counts;
  std::ostringstream out;
  const auto status = run_cases(R"({"schema":"conformance-cases/1","cases":[)" + cases + "]}",
                                all_kinds(), counts, out);
  EXPECT_TRUE(status.ok());
  *lines = out.str();
  return counts;
}

std::string open_case(const std::string& more) {
  return R"({"id":"x","kind":"is_open","calendar":{"time_zone":"UTC",)"
         R"("weekly":{"mon":[["08:00","20:00"]]}},)"
         R"("at":"2017-07-24T09:00:00Z","expect":{"open":)" +
         more + "}";
}

TEST(Runner, CountsWhatPassesAndShowsWhatDiffers) {
  std::string lines;
  EXPECT_EQ(run(open_case("true}"), &lines).text(), "1 passed, 0 failed, 0 declared, 0 skipped");
  EXPECT_EQ(lines, "");
  EXPECT_EQ(run(open_case("false}"), &lines).text(), "0 passed, 1 failed, 0 declared, 0 skipped");
  EXPECT_EQ(lines, "x failed: expected closed, got open\n");
}

TEST(Runner, DeclaresAConventionThatIsNotOurs) {
  std::string lines;
  EXPECT_EQ(run(open_case(R"(false},"convention":"next_open")"), &lines).declared, 1);
  EXPECT_EQ(run(open_case(R"(false},"convention":"close")"), &lines).failed, 1);
}

TEST(Runner, FailsAKindThatItDoesNotKnowAndSkipsStories) {
  std::string lines;
  const auto counts =
      run(R"({"id":"a","kind":"juggle"},{"id":"b","kind":"status_sequence"})", &lines);
  EXPECT_EQ(counts.text(), "0 passed, 1 failed, 0 declared, 1 skipped");
  EXPECT_NE(lines.find("unknown kind 'juggle'"), std::string::npos);
}

TEST(Runner, FailsACaseWhoseCalendarCannotBe) {
  std::string lines;
  const auto counts =
      run(R"({"id":"a","kind":"due","calendar":{"time_zone":"Nowhere/At_All"}})", &lines);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_NE(lines.find("Nowhere/At_All"), std::string::npos);
}

TEST(Runner, RefusesAFileOfAnotherKind) {
  Counts counts;
  std::ostringstream out;
  EXPECT_FALSE(run_cases("{}", all_kinds(), counts, out).ok());
  EXPECT_FALSE(run_cases("no json", all_kinds(), counts, out).ok());
}

// The recorded cases of business time and of clocks hold, all of them.
class RecordedCases : public testing::TestWithParam<const char*> {};

TEST_P(RecordedCases, Hold) {
  const std::string relative = std::string("conformance/") + GetParam();
  SKIP_WITHOUT_SHARED(relative);
  std::ifstream stream(*testkit::shared_data_path(relative), std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  Counts counts;
  ASSERT_TRUE(run_cases(text, all_kinds(), counts, std::cout).ok());
  std::cout << GetParam() << ": " << counts.text() << "\n";
  EXPECT_EQ(counts.failed, 0);
  EXPECT_GT(counts.passed, 0);
}

INSTANTIATE_TEST_SUITE_P(Calendar, RecordedCases,
                         testing::Values("business_time_cases.json", "calendar_open_cases.json",
                                         "derived_cases.json", "sla_lifecycle_cases.json"));

}  // namespace
}  // namespace escalon::conformance
