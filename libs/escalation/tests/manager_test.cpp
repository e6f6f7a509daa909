// Who owns what nobody else does.
#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

EscalationPolicy managed() {
  EscalationPolicy policy = tested_policy();
  policy.care.managers = {{"*", "ines"}, {"acme", "omar"}};
  return policy;
}

TestedCase unanswered(EscalationPolicy policy) {
  TestedCase one(std::move(policy));
  one.customer_says("I am furious", {"conflict"});
  one.pass(absl::Hours(24));
  return one;
}

TEST(EscalationManager, OwnsWhatTheDefaultRouteAskedInVain) {
  const TestedCase one = unanswered(managed());
  EXPECT_EQ(one.escalation().status(), v1::ESCALATION_STATUS_ASSIGNED);
  EXPECT_EQ(one.escalation().person(), "ines");
  EXPECT_EQ(one.escalation().acknowledge_by_ms(), 0) << "there is nobody else to ask";
  const Event& last = one.all().back();
  ASSERT_TRUE(last.has_step_started());
  EXPECT_TRUE(one.all()[one.all().size() - 2].nobody_available().exhausted());
}

TEST(EscalationManager, IsThatOfTheTenant) {
  TestedCase one(managed());
  classification::v1::ClassificationEvent event;
  event.mutable_classified()->mutable_contact()->mutable_occurred_at()->set_seconds(to_ms(kNine) /
                                                                                    1000);
  event.mutable_classified()->mutable_contact()->mutable_customer_message()->set_text("no");
  event.mutable_classified()->add_triggers()->set_cause("conflict");
  const Key key("acme/case-1");
  one.tell({key, "contact-1", &event});
  EXPECT_EQ(one.escalation().care().manager(), "omar");
}

TEST(EscalationManager, OwnsWhatNoRuleAndNoRouteTakes) {
  EscalationPolicy policy = managed();
  policy.default_route.step.targets.clear();
  TestedCase one(policy);
  one.customer_says("I leave you", {"churn_threat"});
  EXPECT_EQ(one.escalation().person(), "ines");
}

TEST(EscalationManager, IsNotAskedAgainAfterDeclining) {
  TestedCase one = unanswered(managed());
  const std::string after = kinds(one.decline("ines"));
  EXPECT_EQ(after, "declined nobody_available");
  EXPECT_EQ(kinds(one.pass(absl::Hours(24))), "");
}

TEST(EscalationManager, IsNoneWhereThePolicyNamesNone) {
  const TestedCase one = unanswered(tested_policy());
  EXPECT_EQ(one.escalation().status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_TRUE(one.all().back().nobody_available().exhausted());
}

}  // namespace
}  // namespace escalon::escalation
