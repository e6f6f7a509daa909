#include "escalon/staffing/recorded_days.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"
#include "told_days.hpp"

namespace escalon::staffing {
namespace {

Result<RecordedDays> read(const std::string& text) {
  const testkit::TempDir folder;
  return read_days(folder.write("events.jsonl", text).string(), "desk", absl::Minutes(3));
}

TEST(RecordedDays, TellOfEachCallHowItWaitedAndWasServed) {
  const auto days = read(ToldDays()
                             .arrives("a", at(0))
                             .answered("a", at(5), "ann")
                             .arrives("b", at(10))
                             .gives_up("b", at(40))
                             .ends("b", at(40))
                             .ends("a", at(65))
                             .text());
  ASSERT_TRUE(days.ok()) << days.error().message;
  ASSERT_EQ(days->days.size(), 1U);
  const Day& day = days->days[0];
  EXPECT_EQ(day.date, "1999-02-01");
  ASSERT_EQ(day.calls.size(), 2U);
  EXPECT_EQ(day.calls[0].waited, absl::Seconds(5));
  EXPECT_EQ(day.calls[0].service, absl::Seconds(60));
  EXPECT_EQ(day.calls[0].priority, 2);
  EXPECT_EQ(day.calls[1].waited, absl::Seconds(30));
  EXPECT_EQ(day.calls[1].service, std::nullopt);
}

TEST(RecordedDays, TakeSomebodyForAwayInAGapOfMoreThanThreeMinutes) {
  ToldDays told;
  for (const auto& [id, from, to] :
       {std::tuple("a", 0, 60), std::tuple("b", 240, 300), std::tuple("c", 481, 500)}) {
    told.arrives(id, at(from)).answered(id, at(from), "ann").ends(id, at(to));
  }
  const auto days = read(told.text());
  ASSERT_TRUE(days.ok());
  const std::vector<Presence>& presences = days->days.at(0).presences;
  ASSERT_EQ(presences.size(), 2U);
  EXPECT_EQ(presences[0].from, at(0));
  EXPECT_EQ(presences[0].to, at(300)) << "180 s are no gap";
  EXPECT_EQ(presences[1].from, at(481)) << "181 s are";
}

TEST(RecordedDays, LeaveOutWhatHasNoEndAndPassOverOtherQueues) {
  const auto days = read(ToldDays()
                             .arrives("open", at(0))
                             .arrives("nobody", at(1))
                             .ends("nobody", at(60))
                             .arrives("other", at(2), "loans")
                             .answered("other", at(3), "ann")
                             .ends("other", at(4))
                             .text());
  ASSERT_TRUE(days.ok());
  EXPECT_EQ(days->left_out, 2);
  EXPECT_TRUE(days->days.empty());
}

TEST(RecordedDays, SayWhereTheyCannotBeRead) {
  const auto days = read("{\"caseId\": 1");
  ASSERT_FALSE(days.ok());
  EXPECT_NE(days.error().message.find("events.jsonl:1"), std::string::npos) << days.error().message;
}

}  // namespace
}  // namespace escalon::staffing
