#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

TEST(Withdrawal, ClosesWhatNobodyHasAcknowledged) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  EXPECT_EQ(kinds(tested.withdraw_breach("first_response", "breach-1")), "cause_removed withdrawn");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_WITHDRAWN);
  EXPECT_EQ(kinds(tested.pass(absl::Hours(1))), "") << "and the ladder ends";
}

TEST(Withdrawal, LetsTheQueueGo) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  const Events events = tested.withdraw_breach("first_response", "breach-1");
  EXPECT_EQ(addressed_teams(first(events, Event::kWithdrawn)), std::vector<std::string>{"care"});
}

TEST(Withdrawal, LeavesAnAcknowledgedEscalationOpenWithANote) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  tested.acknowledge("bob");
  const Events events = tested.withdraw_breach("first_response", "breach-1");
  EXPECT_EQ(kinds(events), "cause_removed");
  EXPECT_EQ(events[0].cause_removed().reason(), "the breach of first_response was taken back");
  EXPECT_EQ(events[0].cause_removed().kept_by(), "bob");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ACKNOWLEDGED);
  EXPECT_EQ(tested.escalation().causes_size(), 0);
}

TEST(Withdrawal, TakesOnlyItsOwnCauseBack) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.breach("first_response", "breach-1");
  tested.acknowledge("bob");
  const Events events = tested.withdraw_breach("first_response", "breach-1");
  ASSERT_EQ(kinds(events), "cause_removed");
  EXPECT_EQ(events[0].cause_removed().kept_by(), "") << "it stays open for its other cause";
  ASSERT_EQ(tested.escalation().causes_size(), 1);
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_CONFLICT);
  EXPECT_TRUE(is_open(tested.escalation().status()));
}

TEST(Withdrawal, OfABreachThatIsNotKnownDoesNothing) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  EXPECT_EQ(kinds(tested.withdraw_breach("first_response", "breach-2")), "");
}

TEST(Withdrawal, OfASettledEscalationsCauseLeavesItSettled) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  tested.resolve("solved");
  EXPECT_EQ(kinds(tested.withdraw_breach("first_response", "breach-1")), "cause_removed");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_RESOLVED);
}

}  // namespace
}  // namespace escalon::escalation
