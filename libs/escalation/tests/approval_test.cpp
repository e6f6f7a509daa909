// What needs somebody's approval, and what comes of the answer.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

EscalationPolicy with_limits() {
  EscalationPolicy policy = tested_policy();
  policy.matrix.push_back(
      {.name = "approval", .causes = {"needs_approval"}, .team = "care", .ladder = "care"});
  policy.approvals =
      ApprovalLimits{.currency = "EUR", .people = {{"bob", 100 * 10'000}, {"dora", 1000 * 10'000}}};
  return policy;
}

/// sam asks for a refund of 80.
TestedCase refund_asked(EscalationPolicy policy = with_limits()) {
  TestedCase tested(std::move(policy));
  contact::v1::ContactEvent asked;
  asked.set_agent("sam");
  asked.mutable_escalation_asked()->set_by("agent");
  asked.mutable_escalation_asked()->set_cause("needs_approval");
  asked.mutable_escalation_asked()->set_note("booked twice, wants 80 back");
  tested.happens(asked);
  tested.offered("bob");
  return tested;
}

Command approve(const std::string& amount, const std::string& currency = "") {
  Command command;
  command.mutable_approve()->set_amount(amount);
  command.mutable_approve()->set_currency(currency);
  command.mutable_approve()->set_terms("to the same card");
  command.mutable_approve()->set_reason("booked twice");
  return command;
}

Command refuse(const std::string& reason) {
  Command command;
  command.mutable_refuse()->set_reason(reason);
  command.mutable_refuse()->set_terms("a voucher of 20");
  return command;
}

std::string refusal(const Events& events) {
  return first(events, Event::kCommandRefused).command_refused().reason();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Approval, ARefundIsApprovedAndTheCaseReturns) {
  TestedCase tested = refund_asked();
  EXPECT_EQ(tested.escalation().rule(), "approval");
  const Events events = tested.order(approve("80"), "bob");
  ASSERT_EQ(kinds(events), "approved resolved");
  const v1::Approved& approved = events[0].approved();
  EXPECT_EQ(approved.amount(), "80");
  EXPECT_EQ(approved.currency(), "EUR") << "the policy's";
  EXPECT_EQ(approved.terms(), "to the same card");
  EXPECT_EQ(approved.reason(), "booked twice");
  EXPECT_EQ(approved.returned_to(), "sam");
  EXPECT_FALSE(approved.others_remain());
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_RESOLVED);
  EXPECT_EQ(tested.escalation().outcome(), "approved");
  EXPECT_EQ(events[1].resolved().settled_by(), "bob");
  EXPECT_EQ(kinds(tested.pass(absl::Hours(24))), "") << "nobody is asked any more";
}

TEST(Approval, ARefundIsRefusedAndTheCaseReturns) {
  TestedCase tested = refund_asked();
  const Events events = tested.order(refuse("past 30 days"), "bob");
  ASSERT_EQ(kinds(events), "approval_refused resolved");
  EXPECT_EQ(events[0].approval_refused().reason(), "past 30 days");
  EXPECT_EQ(events[0].approval_refused().terms(), "a voucher of 20");
  EXPECT_EQ(events[0].approval_refused().returned_to(), "sam");
  EXPECT_EQ(tested.escalation().outcome(), "refused");
}

TEST(Approval, LetsTheQueueOfTheApproverGo) {
  TestedCase tested = refund_asked();
  const Events events = tested.order(approve("80"), "bob");
  EXPECT_EQ(addressed_teams(first(events, Event::kResolved)), std::vector<std::string>{"care"});
}

TEST(Approval, ReturnsToWhoAskedThoughAnotherAgentHasTheContactNow) {
  TestedCase tested = refund_asked();
  contact::v1::ContactEvent said;
  said.set_agent("tess");
  said.mutable_agent_message()->set_text("I look after it while sam is at lunch");
  tested.happens(said);
  EXPECT_EQ(tested.order(approve("80"), "bob")[0].approved().returned_to(), "sam");
}

TEST(Approval, IsNotForOtherEscalations) {
  TestedCase tested(with_limits());
  tested.customer_says("I am furious", {"conflict"});
  const std::string reason = refusal(tested.order(approve("80"), "bob"));
  EXPECT_TRUE(says(reason, "does not ask for approval. Its causes: conflict")) << reason;
  EXPECT_TRUE(says(refusal(tested.order(refuse("no"), "bob")), "does not ask for approval"));
  EXPECT_TRUE(is_open(tested.escalation().status()));
}

TEST(Approval, IsNotGivenByWhoAskedForIt) {
  TestedCase tested = refund_asked();
  EXPECT_TRUE(says(refusal(tested.order(approve("80"), "sam")), "You asked for it yourself"));
  EXPECT_TRUE(says(refusal(tested.order(refuse("no"), "sam")), "You asked for it yourself"));
}

TEST(Approval, GoesUpToTheLimitOfTheApprover) {
  EXPECT_EQ(kinds(refund_asked().order(approve("100"), "bob")), "approved resolved");
  TestedCase tested = refund_asked();
  const std::string reason = refusal(tested.order(approve("100.0001"), "bob"));
  EXPECT_TRUE(says(reason, "You may approve up to 100 EUR")) << reason;
  EXPECT_TRUE(says(reason, "may approve 100.0001; who may: dora.")) << reason;
  EXPECT_EQ(kinds(tested.order(approve("100.0001"), "dora")), "approved resolved");
}

TEST(Approval, BeyondEveryLimitSaysSo) {
  TestedCase tested = refund_asked();
  EXPECT_TRUE(says(refusal(tested.order(approve("5000"), "dora")), "the policy lists nobody"));
}

TEST(Approval, OfTermsAloneIsForAnybodyButOfAnAmountForThoseWithALimit) {
  TestedCase tested = refund_asked();
  EXPECT_TRUE(says(refusal(tested.order(approve("1"), "emil")), "You may not approve amounts"));
  EXPECT_EQ(kinds(tested.order(approve(""), "emil")), "approved resolved");
}

TEST(Approval, WithoutLimitsInThePolicyIsForAnyAmount) {
  EscalationPolicy policy = with_limits();
  policy.approvals.reset();
  TestedCase tested = refund_asked(policy);
  const Events events = tested.order(approve("999999", "USD"), "emil");
  EXPECT_EQ(events[0].approved().currency(), "USD");
}

TEST(Approval, NamesItsAmountProperly) {
  TestedCase tested = refund_asked();
  EXPECT_TRUE(says(refusal(tested.order(approve("12,50"), "bob")), "Write it like 49.90"));
  EXPECT_TRUE(says(refusal(tested.order(approve("-5"), "bob")), "'-5' is not an amount"));
  EXPECT_TRUE(says(refusal(tested.order(approve("5", "euro"), "bob")), "Write it like EUR"));
  EXPECT_TRUE(says(refusal(tested.order(approve("5", "USD"), "bob")), "limits are in EUR"));
  EXPECT_TRUE(says(refusal(tested.order(approve("", "EUR"), "bob")), "without an amount"));
}

TEST(Approval, IsRefusedWithAReason) {
  TestedCase tested = refund_asked();
  EXPECT_TRUE(says(refusal(tested.order(refuse(""), "bob")), "The reason is missing"));
}

TEST(Approval, OfOneOfSeveralCausesLeavesTheEscalationOpenForTheOthers) {
  TestedCase tested = refund_asked();
  tested.customer_says("and I am furious", {"conflict"});
  tested.acknowledge("bob");
  const Events events = tested.order(approve("80"), "bob");
  EXPECT_EQ(kinds(events), "approved cause_removed");
  EXPECT_TRUE(events[0].approved().others_remain());
  ASSERT_EQ(tested.escalation().causes_size(), 1);
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_CONFLICT);
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ACKNOWLEDGED);
  EXPECT_TRUE(says(refusal(tested.order(approve("80"), "bob")), "does not ask for approval"));
}

TEST(Approval, AskedForWhileAnotherEscalationIsOpenReturnsToWhoAsked) {
  TestedCase tested(with_limits());
  tested.customer_says("I am furious", {"conflict"});
  contact::v1::ContactEvent asked;
  asked.set_agent("sam");
  asked.mutable_escalation_asked()->set_by("agent");
  asked.mutable_escalation_asked()->set_cause("needs_approval");
  EXPECT_EQ(kinds(tested.happens(asked)), "story_noted cause_added");
  EXPECT_EQ(tested.order(approve("80"), "bob")[0].approved().returned_to(), "sam");
}

TEST(Amount, ReadsAndWritesTheSame) {
  for (const std::string text : {"0", "1", "49.9", "0.0001", "999999999999.9999", "100"}) {
    ASSERT_TRUE(parse_amount(text).has_value()) << text;
    EXPECT_EQ(format_amount(*parse_amount(text)), text);
  }
  EXPECT_EQ(parse_amount("49.90"), parse_amount("49.9"));
  EXPECT_EQ(parse_amount("007"), parse_amount("7"));
}

TEST(Amount, TakesNothingElse) {
  for (const std::string text : {"", ".", "5.", ".5", "-1", "+1", "1e3", "1 000", "1,5", "1.00001",
                                 "1234567890123", "1.2.3", "x"}) {
    EXPECT_FALSE(parse_amount(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace escalon::escalation
