#include "escalon/insight/case_fold.hpp"

#include <gtest/gtest.h>

#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

EscalationEvent at(std::int64_t at_ms) {
  EscalationEvent event;
  event.set_escalation_id("e1");
  event.set_effective_at_ms(at_ms);
  return event;
}

v1::CaseRow with_open_escalation() {
  v1::CaseRow row;
  EscalationEvent event = at(1000);
  event.mutable_opened()->set_team("billing");
  event.mutable_opened()->set_level(1);
  event.mutable_opened()->set_type(escalation::v1::ESCALATION_TYPE_FUNCTIONAL);
  event.mutable_opened()->mutable_cause()->set_cause(escalation::v1::CAUSE_SLA_BREACH);
  apply(row, event);
  return row;
}

TEST(CaseFold, AnEscalationIsOpenedWithItsCauseAndTeam) {
  const v1::CaseRow row = with_open_escalation();
  const auto& view = row.view().escalations(0);
  EXPECT_EQ(view.status(), "open");
  EXPECT_EQ(view.type(), "functional");
  EXPECT_EQ(view.causes(0), "sla_breach");
  EXPECT_EQ(view.opened_at(), "1970-01-01T00:00:01.000Z");
  EXPECT_TRUE(is_open(row));
}

TEST(CaseFold, AcknowledgedAcceptedResolvedReopened) {
  v1::CaseRow row = with_open_escalation();
  EscalationEvent event = at(2000);
  event.mutable_assigned()->set_person("mia");
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).status(), "assigned");
  event = at(3000);
  event.mutable_acknowledged()->set_person("mia");
  apply(row, event);
  event = at(4000);
  event.mutable_accepted()->set_person("mia");
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).acknowledged_at(), "1970-01-01T00:00:03.000Z");
  event = at(5000);
  event.mutable_resolved()->set_outcome("solved");
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).outcome(), "solved");
  EXPECT_FALSE(is_open(row));
  event = at(6000);
  event.mutable_reopened();
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).status(), "open");
  EXPECT_EQ(row.view().escalations(0).resolved_at(), "");
}

TEST(CaseFold, TheFirstWhoAcknowledgesKeepsItWhateverTheOthersSay) {
  v1::CaseRow row = with_open_escalation();
  const auto& view = row.view().escalations(0);
  EscalationEvent event = at(2000);
  event.mutable_acknowledged()->set_person("ben");
  apply(row, event);
  event = at(3000);
  event.mutable_acknowledged()->set_person("chen");
  apply(row, event);
  event = at(4000);
  event.mutable_declined()->set_person("ana");
  apply(row, event);
  EXPECT_EQ(view.status(), "acknowledged");
  EXPECT_EQ(view.person(), "ben");
  EXPECT_EQ(view.acknowledged_at(), "1970-01-01T00:00:02.000Z");
  event.mutable_declined()->set_person("ben");
  apply(row, event);
  EXPECT_EQ(view.status(), "open");
  EXPECT_EQ(view.person(), "");
}

TEST(CaseFold, ReassigningToAnotherFunctionKeepsTheLevelAndRaisingLiftsIt) {
  v1::CaseRow row = with_open_escalation();
  EscalationEvent event = at(2000);
  event.mutable_reassigned()->set_team("legal");
  event.mutable_reassigned()->set_type(escalation::v1::ESCALATION_TYPE_FUNCTIONAL);
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).team(), "legal");
  EXPECT_EQ(row.view().escalations(0).level(), 1);
  event = at(3000);
  event.mutable_raised()->set_level(2);
  apply(row, event);
  EXPECT_EQ(row.view().escalations(0).level(), 2);
  EXPECT_EQ(row.view().escalations(0).type(), "hierarchical");
}

TEST(CaseFold, ARunIsReplacedByItsNewestImageAndGoesWhenItIsCancelled) {
  v1::CaseRow row;
  sla::v1::SlaEvent event;
  event.set_clock("resolution");
  event.set_run_number(4);
  event.mutable_run()->set_run(4);
  event.mutable_run()->set_due_at_ms(5000);
  event.mutable_started();
  apply(row, event, "p1");
  EXPECT_TRUE(is_open(row));
  event.mutable_run()->set_stopped_at_ms(4000);
  event.mutable_stopped();
  apply(row, event, "p2");
  ASSERT_EQ(row.runs_size(), 1);
  EXPECT_EQ(row.runs(0).run().stopped_at_ms(), 4000);
  EXPECT_EQ(row.runs(0).policy(), "p2");
  EXPECT_FALSE(is_open(row));
  event.mutable_cancelled();
  apply(row, event, "p2");
  EXPECT_EQ(row.runs_size(), 0);
}

TEST(CaseFold, AContactSetsChannelPriorityCustomerAndStatus) {
  v1::CaseRow row;
  classification::v1::ClassificationEvent event;
  auto& contact = *event.mutable_classified()->mutable_contact();
  contact.set_channel("email");
  contact.mutable_occurred_at()->set_seconds(9);
  contact.mutable_customer()->set_id("anna");
  contact.mutable_status_changed()->set_status("Closed");
  event.mutable_classified()->set_priority(3);
  apply(row, event);
  EXPECT_EQ(row.view().channel(), "email");
  EXPECT_EQ(row.view().priority(), 3);
  EXPECT_EQ(row.view().customer_id(), "anna");
  EXPECT_EQ(row.view().status(), "Closed");
  EXPECT_EQ(row.first_at_ms(), 9000);
}

TEST(CaseFold, WhatConcernsNoEscalationChangesNothing) {
  v1::CaseRow row;
  EscalationEvent event;
  event.mutable_command_refused()->set_reason("no such case");
  apply(row, event);
  EXPECT_EQ(row.view().escalations_size(), 0);
}

}  // namespace
}  // namespace escalon::insight
