#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

constexpr absl::Duration kThirtyDays = absl::Hours(24 * 30);

TEST(Retirement, EndsTheRecordOfACaseThatIsSilentForLong) {
  TestedCase tested;
  tested.customer_says("hello");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays - absl::Seconds(1))), "");
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
  EXPECT_EQ(kinds(tested.pass(absl::Hours(24))), "case_retired");
}

TEST(Retirement, WaitsWhileAnEscalationIsOpen) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays * 3)), "story_noted story_noted story_noted");
  tested.resolve("solved");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays * 2)), "case_retired");
}

TEST(Retirement, EndsWhatARefusedCommandBegan) {
  TestedCase tested;
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.pass(kThirtyDays)), "case_retired");
}

TEST(Retirement, BeginsANewLifeWithTheNextEvent) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.resolve("solved");
  tested.pass(kThirtyDays);
  EXPECT_EQ(kinds(tested.customer_says("hello again", {"conflict"})),
            "story_noted opened step_started");
  EXPECT_EQ(tested.state().escalations_size(), 1);
}

}  // namespace
}  // namespace escalon::escalation
