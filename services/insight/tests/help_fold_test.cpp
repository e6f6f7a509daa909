// Who answers for a case, who helps, what is missing, and what a step waits for.
#include <gtest/gtest.h>

#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/case_fold.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/timeline_text.hpp"

namespace escalon::insight {
namespace {

using classification::v1::ClassificationEvent;
using escalation::v1::EscalationEvent;

EscalationEvent at(std::int64_t at_ms, const std::string& id = "e1") {
  EscalationEvent event;
  event.set_escalation_id(id);
  event.set_effective_at_ms(at_ms);
  return event;
}

void open(v1::CaseRow& row, const std::string& id) {
  EscalationEvent event = at(1000, id);
  event.mutable_opened()->set_team("billing");
  event.mutable_opened()->set_asked_by("sam");
  event.mutable_opened()->mutable_handover()->set_note_missing(true);
  apply(row, event);
}

v1::CaseRow asked_by_sam() {
  v1::CaseRow row;
  ClassificationEvent event;
  event.mutable_classified()->mutable_contact()->set_agent("sam");
  apply(row, event);
  open(row, "e1");
  return row;
}

void accept(v1::CaseRow& row, std::int64_t at_ms, const std::string& id, const std::string& who) {
  EscalationEvent event = at(at_ms, id);
  event.mutable_accepted()->set_person(who);
  apply(row, event);
}

bool shows(const v1::CaseRow& row, const std::string& part) {
  return render_case(row.view(), {}).find(part) != std::string::npos;
}

TEST(CaseOwner, IsTheAgentUntilSomebodyAccepts) {
  v1::CaseRow row = asked_by_sam();
  EXPECT_EQ(row.view().owner(), "sam");
  EscalationEvent acknowledged = at(2000);
  acknowledged.mutable_acknowledged()->set_person("grace");
  apply(row, acknowledged);
  EXPECT_EQ(row.view().owner(), "sam");
  accept(row, 3000, "e1", "grace");
  EXPECT_EQ(row.view().owner(), "grace");
  EscalationEvent resolved = at(4000);
  resolved.mutable_resolved()->set_outcome("solved");
  apply(row, resolved);
  EXPECT_EQ(row.view().owner(), "sam");
}

TEST(CaseOwner, IsWhoAcceptedLastAndNobodyWhenTheAgentHasLeft) {
  v1::CaseRow row = asked_by_sam();
  open(row, "e2");
  accept(row, 3000, "e2", "nina");
  accept(row, 4000, "e1", "grace");
  EXPECT_EQ(row.view().owner(), "grace");
  v1::CaseRow left = asked_by_sam();
  ClassificationEvent event;
  event.mutable_classified()->mutable_contact()->mutable_agent_left();
  apply(left, event);
  EXPECT_EQ(left.view().owner(), "");
}

TEST(MissingNote, IsShownUntilThereIsOne) {
  v1::CaseRow row = asked_by_sam();
  EXPECT_TRUE(shows(row, "asked for by sam"));
  EXPECT_TRUE(shows(row, "NO HANDOVER NOTE"));
  EscalationEvent note = at(2000);
  note.mutable_note_added()->set_text("booked twice");
  apply(row, note);
  EXPECT_FALSE(shows(row, "NO HANDOVER NOTE"));
  EXPECT_EQ(describe(note).text, "handover note: booked twice");
}

TEST(MissingNote, IsSaidInTheTimelineOfWhoAskedOrMovedIt) {
  EscalationEvent opened = at(1000);
  opened.mutable_opened()->mutable_handover()->set_note_missing(true);
  EXPECT_NE(describe(opened).text.find("(NO HANDOVER NOTE)"), std::string::npos);
  EscalationEvent raised = at(1000);
  raised.set_actor("bob");
  raised.mutable_raised()->set_level(2);
  EXPECT_EQ(describe(raised).text, "up to level 2 (NO HANDOVER NOTE) [by bob]");
  raised.clear_actor();
  raised.mutable_raised()->set_reason("urgency skips levels: priority 1");
  EXPECT_EQ(describe(raised).text, "up to level 2 (urgency skips levels: priority 1)");
}

TEST(HelpingTeams, AreThoseThatWereAskedAndHaveNotEnded) {
  v1::CaseRow row = asked_by_sam();
  for (const char* team : {"network", "legal"}) {
    EscalationEvent asked = at(2000);
    asked.mutable_help_asked()->set_team(team);
    apply(row, asked);
  }
  EscalationEvent ended = at(3000);
  ended.mutable_help_ended()->set_team("network");
  apply(row, ended);
  ASSERT_EQ(row.view().escalations(0).helping_teams_size(), 1);
  EXPECT_TRUE(shows(row, "helped by team legal"));
}

TEST(Waiting, IsShownUntilTheStepBegins) {
  v1::CaseRow row = asked_by_sam();
  EscalationEvent postponed = at(2000);
  postponed.mutable_step_postponed()->set_begins_at_ms(3'600'000);
  postponed.mutable_step_postponed()->set_calendar("office");
  apply(row, postponed);
  EXPECT_TRUE(shows(row, "waits until 1970-01-01T01:00:00.000Z"));
  EXPECT_EQ(describe(postponed).text, "step 1 waits for office until 1970-01-01T01:00:00.000Z");
  EscalationEvent started = at(3'600'000);
  started.mutable_step_started();
  apply(row, started);
  EXPECT_FALSE(shows(row, "waits until"));
}

TEST(Approval, TellsAmountTermsReasonAndWhoseTheCaseIsAgain) {
  EscalationEvent approved = at(1000);
  approved.set_actor("grace");
  approved.mutable_approved()->set_amount("80");
  approved.mutable_approved()->set_currency("EUR");
  approved.mutable_approved()->set_terms("to the same card");
  approved.mutable_approved()->set_reason("booked twice");
  approved.mutable_approved()->set_returned_to("sam");
  EXPECT_EQ(describe(approved).text,
            "approved 80 EUR, to the same card (booked twice); the case returns to sam [by grace]");
  EscalationEvent refused = at(1000);
  refused.mutable_approval_refused()->set_reason("past 30 days");
  refused.mutable_approval_refused()->set_terms("a voucher");
  refused.mutable_approval_refused()->set_others_remain(true);
  EXPECT_EQ(describe(refused).text,
            "approval refused: past 30 days, instead: a voucher; it stays open for its other "
            "causes");
}

TEST(Assistance, SaysWhoDoesWhatWithWhom) {
  EscalationEvent event = at(1000);
  event.mutable_assist_requested()->set_mode("whisper");
  event.mutable_assist_requested()->set_agent("sam");
  event.mutable_assist_requested()->set_person("grace");
  EXPECT_EQ(describe(event).text, "the platform is asked: whisper sam, grace");
}

TEST(Withdrawal, SaysWhoKeepsTheEscalation) {
  EscalationEvent event = at(1000);
  event.mutable_cause_removed()->set_reason("the breach of first_response was taken back");
  event.mutable_cause_removed()->set_kept_by("bob");
  EXPECT_EQ(describe(event).text,
            "a cause is gone: the breach of first_response was taken back; it stays open, since "
            "bob takes care of it");
}

}  // namespace
}  // namespace escalon::insight
