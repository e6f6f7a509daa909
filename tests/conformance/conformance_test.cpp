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

void expect_passes(const std::string& value) {
  std::string lines;
  EXPECT_EQ(run(value, &lines).passed, 1) << value << "\n" << lines;
}

TEST(Handoffs, BeginWithTheShiftUnderWayAndEndWithTheEndOfTheLast) {
  expect_passes(R"({"id":"x","kind":"handoff_sequence","rotation":{"time_zone":"Asia/Kolkata",)"
                R"("type":"daily","shift_length":2,"start_local":"2024-03-01T09:30:00"},)"
                R"("from":"2024-03-01T04:00:00Z","to":"2024-03-05T04:00:00Z","expect":{"handoffs":)"
                R"(["2024-03-01T04:00:00Z","2024-03-03T04:00:00Z","2024-03-05T04:00:00Z",)"
                R"("2024-03-07T04:00:00Z"]}})");
}

TEST(Handoffs, ThatTheClockSkipsComeAtTheFirstInstantAfter) {
  expect_passes(R"({"id":"x","kind":"shift_end","rotation":{"time_zone":"Australia/Lord_Howe",)"
                R"("type":"daily","shift_length":1,"start_local":"2020-10-02T02:15:00"},)"
                R"("at":"2020-10-03T00:00:00Z",)"
                R"("expect":{"shift_end":"2020-10-03T15:30:00Z","shift_seconds":85500}})");
}

TEST(Handoffs, OfAnUnknownTypeOrZeroLengthFail) {
  for (const char* rotation :
       {R"("type":"yearly","shift_length":1)", R"("type":"daily","shift_length":0)",
        R"("type":"daily","shift_size":3)"}) {
    std::string lines;
    EXPECT_EQ(run(std::string(R"({"id":"x","kind":"shift_end","rotation":{"time_zone":"UTC",)") +
                      rotation + R"(,"start_local":"2020-10-02T02:15:00"},)" +
                      R"("at":"2020-10-03T00:00:00Z","expect":{}})",
                  &lines)
                  .failed,
              1);
  }
}

std::string shifts_case(const std::string& more, const std::string& expect) {
  return R"({"id":"x","kind":"oncall_shifts","window":["2018-01-01T08:00:00Z",)"
         R"("2018-01-01T09:00:00Z"],"rules":[{"user":"a","daily":["08:00","10:00"]}],)" +
         more + R"("expect":)" + expect + "}";
}

TEST(OnCallShifts, FollowOverrides) {
  const std::string window = R"("window":["2018-01-01T08:30:00Z","2018-01-01T08:45:00Z"])";
  expect_passes(shifts_case(R"("overrides":[{"remove":"a","add":"b",)" + window + "}],",
                            R"([["b","2018-01-01T08:30:00Z","2018-01-01T08:45:00Z"],)"
                            R"(["a","2018-01-01T08:00:00Z","2018-01-01T08:30:00Z"],)"
                            R"(["a","2018-01-01T08:45:00Z","2018-01-01T09:00:00Z"]])"));
  expect_passes(shifts_case(R"("overrides":[{"remove":"a",)" + window + "}],",
                            R"([["a","2018-01-01T08:00:00Z","2018-01-01T08:30:00Z"],)"
                            R"(["a","2018-01-01T08:45:00Z","2018-01-01T09:00:00Z"]])"));
  expect_passes(shifts_case(R"("overrides":[{"add":"a",)" + window + "}],",
                            R"([["a","2018-01-01T08:00:00Z","2018-01-01T09:00:00Z"]])"));
}

TEST(OnCallShifts, FollowTurnsWithinTheHoursOfARule) {
  expect_passes(R"({"id":"x","kind":"oncall_shifts","time_zone":"America/Chicago",)"
                R"("window":["2018-09-13T00:00:00Z","2018-09-15T00:00:00Z"],"rules":[{"users":)"
                R"(["a","b"],"daily":["20:00","08:00"],"rotation":{"type":"daily",)"
                R"("shift_length":1,"start_local":"2018-09-12T08:00:00"}}],)"
                R"("expect":[["a","2018-09-13T01:00:00Z","2018-09-13T13:00:00Z"],)"
                R"(["b","2018-09-14T01:00:00Z","2018-09-14T13:00:00Z"]]})");
}

TEST(OnCallShifts, FailWhereAFactIsNotUnderstood) {
  std::string lines;
  EXPECT_EQ(run(shifts_case(R"("history":[],)", "[]"), &lines).failed, 1);
  EXPECT_NE(lines.find("unknown key 'history'"), std::string::npos);
}

TEST(NotifySequence, ClimbsWhileNobodyAcknowledges) {
  expect_passes(R"({"id":"x","kind":"notify_sequence","steps":[{"delay_min":30,"targets":["u1"]},)"
                R"({"delay_min":60,"targets":["u2"]}],"rules":{"u1":[0,10],"u2":[0]},"events":[],)"
                R"("until_min":300,"expect":[[0,"u1"],[10,"u1"],[30,"u2"]]})");
}

TEST(NotifySequence, GoesRoundAgainAsOftenAsItSays) {
  expect_passes(R"({"id":"x","kind":"notify_sequence","steps":[{"delay_min":10,"targets":["u1"]},)"
                R"({"delay_min":20,"targets":["u2"]}],"rules":{"u1":[0],"u2":[0]},"repeat":1,)"
                R"("events":[],"until_min":300,)"
                R"("expect":[[0,"u1"],[10,"u2"],[30,"u1"],[40,"u2"]]})");
}

TEST(NotifySequence, BeginsAnewWithEachOrderToEscalate) {
  expect_passes(R"({"id":"x","kind":"notify_sequence","steps":[{"delay_min":60,"targets":["u1"]}],)"
                R"("rules":{"u1":[0,30]},"repeat":-1,"events":[[0,"escalate"],[30,"escalate"]],)"
                R"("until_min":60,"expect":[[0,"u1"],[0,"u1"],[30,"u1"],[30,"u1"],[60,"u1"]]})");
}

TEST(NotifySequence, EndsWithTheAcknowledgementUnlessEachMustGiveOne) {
  const auto two = [](const std::string& more, const std::string& expect) {
    return R"({"id":"x","kind":"notify_sequence","steps":[{"delay_min":60,"targets":["u1","u2"])" +
           more + R"(}],"rules":{"u1":[0,30],"u2":[0,30]},"events":[[1,"ack","u1"]],)" +
           R"("until_min":90,"expect":)" + expect + "}";
  };
  expect_passes(two("", R"([[0,"u1"],[0,"u2"]])"));
  expect_passes(two(R"(,"each_must_ack":true)", R"([[0,"u1"],[0,"u2"],[30,"u2"]])"));
}

TEST(NotifySequence, CountsAnAcknowledgementForItsOwnStepOnly) {
  expect_passes(R"({"id":"x","kind":"notify_sequence","steps":[)"
                R"({"delay_min":60,"targets":["u1"],"each_must_ack":true},)"
                R"({"delay_min":60,"targets":["u1","u2"],"each_must_ack":true}],)"
                R"("rules":{"u1":[0,30],"u2":[0]},)"
                R"("events":[[0,"ack","u1"],[0,"escalate"],[0,"ack","u2"]],"until_min":31,)"
                R"("expect":[[0,"u1"],[0,"u1"],[0,"u2"],[30,"u1"]]})");
}

TEST(Throttle, FindsTheNextMinutes) {
  expect_passes(R"({"id":"x","kind":"throttle","rules":[{"count":1,"per_min":1}],"sent_min":[0],)"
                R"("expect_next_min":[1,2]})");
}

// The recorded cases hold, all of them.
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
                                         "derived_cases.json", "sla_lifecycle_cases.json",
                                         "oncall_handoff_cases.json",
                                         "escalation_policy_cases.json"));

}  // namespace
}  // namespace escalon::conformance
