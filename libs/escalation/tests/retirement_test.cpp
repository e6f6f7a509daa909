#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

constexpr absl::Duration kThirtyDays = absl::Hours(24 * 30);
constexpr absl::Duration kDay = absl::Hours(24);

TEST(Retirement, EndsTheRecordOfACaseThatIsSilentForLong) {
  TestedCase tested;
  tested.customer_says("hello");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays - absl::Seconds(1))), "");
  const Events announced = tested.pass(absl::Seconds(1));
  ASSERT_EQ(kinds(announced), "story_noted");
  EXPECT_TRUE(announced[0].story_noted().leaving());
  EXPECT_EQ(kinds(tested.pass(kDay - absl::Seconds(1))), "");
  EXPECT_EQ(kinds(tested.pass(absl::Seconds(1))), "case_retired");
  EXPECT_EQ(tested.state().ByteSizeLong(), 0U);
  EXPECT_TRUE(timers(tested.state()).empty());
}

TEST(Retirement, CountsFromTheLastWord) {
  TestedCase tested;
  tested.customer_says("hello");
  tested.pass(absl::Hours(24 * 10));
  tested.customer_says("are you there?");
  EXPECT_EQ(kinds(tested.pass(absl::Hours(24 * 29))), "story_noted") << "looks and waits on";
  EXPECT_EQ(kinds(tested.pass(kDay * 2)), "story_noted case_retired");
}

TEST(Retirement, WaitsWhileAClockRuns) {
  TestedCase tested;
  tested.customer_says("my line is dead");
  tested.pass(kThirtyDays);
  for (int month = 0; month < 3; ++month) {
    EXPECT_TRUE(tested.state().story().leaving());
    EXPECT_EQ(kinds(tested.clocks_run()), "story_noted");
    tested.pass(kThirtyDays + kDay);
  }
  tested.breach("first_response", "b1");
  EXPECT_EQ(first(tested.all(), Event::kOpened).opened().handover().issue(), "my line is dead");
}

TEST(Retirement, EndsAMonthAfterTheLastClockThatKeptIt) {
  TestedCase tested;
  tested.customer_says("hello");
  tested.pass(kThirtyDays);
  tested.clocks_run();
  EXPECT_EQ(kinds(tested.pass(kThirtyDays + kDay)), "story_noted");
  EXPECT_EQ(kinds(tested.pass(kDay)), "case_retired");
}

TEST(Retirement, IsAnnouncedAnewWhereTheCaseSpeaksUp) {
  TestedCase tested;
  tested.customer_says("hello");
  tested.pass(kThirtyDays);
  tested.customer_says("are you there?");
  EXPECT_FALSE(tested.state().story().leaving());
  EXPECT_EQ(kinds(tested.pass(kThirtyDays)), "story_noted story_noted") << "looks, then announces";
  EXPECT_EQ(kinds(tested.pass(kDay)), "case_retired");
}

TEST(Retirement, AsksNothingOfClocksBeforeItIsAnnounced) {
  TestedCase tested;
  tested.customer_says("hello");
  EXPECT_EQ(kinds(tested.clocks_run()), "");
}

TEST(Retirement, WaitsWhileAnEscalationIsOpen) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays * 3)), "story_noted story_noted story_noted");
  tested.resolve("solved");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays * 2)), "story_noted case_retired");
}

TEST(Retirement, EndsWhatARefusedCommandBegan) {
  TestedCase tested;
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays + kDay)), "story_noted case_retired");
}

TEST(Retirement, BeginsANewLifeWithTheNextEvent) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.resolve("solved");
  tested.pass(kThirtyDays + kDay);
  EXPECT_EQ(kinds(tested.customer_says("hello again", {"conflict"})),
            "story_noted opened step_started");
  EXPECT_EQ(tested.state().escalations_size(), 1);
}

}  // namespace
}  // namespace escalon::escalation
