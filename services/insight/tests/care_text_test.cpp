// Surges, promises and what follows an escalation, as people read them.
#include <gtest/gtest.h>

#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/insight/case_fold.hpp"
#include "escalon/insight/case_text.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/team/v1/team.pb.h"

namespace escalon::insight {
namespace {

using escalation::v1::EscalationEvent;

EscalationEvent of_e1() {
  EscalationEvent event;
  event.set_escalation_id("e1");
  event.set_effective_at_ms(1000);
  return event;
}

v1::CaseRow opened() {
  v1::CaseRow row;
  EscalationEvent event = of_e1();
  event.mutable_opened()->set_team("care");
  event.mutable_opened()->mutable_care()->set_promised_by_ms(61'000);
  apply(row, event);
  return row;
}

TEST(CareText, ShowsTheSurgeThatACaseIsPartOf) {
  v1::CaseRow row = opened();
  EscalationEvent event = of_e1();
  event.mutable_surge_joined()->set_parent_case_id("surge-1");
  event.mutable_surge_joined()->set_intent("outage");
  apply(row, event);
  EXPECT_EQ(describe(event).text, "part of a surge of outage: surge-1 is asked in its place");
  EXPECT_NE(render_case(row.view(), {}).find("    part of the surge surge-1\n"), std::string::npos);
  EscalationEvent ended = of_e1();
  ended.mutable_surge_ended()->set_outcome("solved");
  apply(row, ended);
  EXPECT_EQ(describe(ended).text, "the surge ended: solved");
  EXPECT_EQ(render_case(row.view(), {}).find("part of the surge"), std::string::npos);
}

TEST(CareText, ShowsHowManyCasesAParentStandsFor) {
  v1::CaseRow row = opened();
  EscalationEvent event = of_e1();
  event.mutable_surge_grew()->set_case_id("c40");
  event.mutable_surge_grew()->set_count(40);
  apply(row, event);
  EXPECT_EQ(describe(event).text, "case c40 joined, 40 cases now");
  EXPECT_NE(render_case(row.view(), {}).find("    stands for 40 cases\n"), std::string::npos);
}

TEST(CareText, ShowsByWhenTheCustomerHears) {
  v1::CaseRow row = opened();
  EXPECT_NE(render_case(row.view(), {}).find("the customer hears by 1970-01-01T00:01:01.000Z"),
            std::string::npos);
  EscalationEvent missed = of_e1();
  missed.mutable_promise_missed()->set_promised_by_ms(61'000);
  apply(row, missed);
  EXPECT_EQ(describe(missed).text, "the customer did not hear by 1970-01-01T00:01:01.000Z");
  EXPECT_EQ(row.view().escalations(0).promised_by(), "");
}

TEST(CareText, ShowsByWhenTheCustomerHearsOfWhatWasTakenUpAgain) {
  v1::CaseRow row = opened();
  EscalationEvent resolved = of_e1();
  resolved.mutable_resolved()->set_outcome("solved");
  apply(row, resolved);
  EXPECT_EQ(row.view().escalations(0).promised_by(), "");
  EscalationEvent reopened = of_e1();
  reopened.mutable_reopened()->set_promised_by_ms(121'000);
  apply(row, reopened);
  EXPECT_EQ(row.view().escalations(0).promised_by(), "1970-01-01T00:02:01.000Z");
}

TEST(CareText, ShowsWhatCausedItWheneverItWasTold) {
  v1::CaseRow row = opened();
  EscalationEvent resolved = of_e1();
  resolved.mutable_resolved()->set_outcome("solved");
  resolved.mutable_resolved()->set_compensation("refund 20 EUR");
  apply(row, resolved);
  EscalationEvent noted = of_e1();
  noted.mutable_root_cause_noted()->set_root_cause("a broken cable");
  noted.mutable_root_cause_noted()->set_avoidable(false);
  apply(row, noted);
  EXPECT_EQ(describe(noted).text,
            "root cause: a broken cable, the first level could not have settled it");
  const std::string text = render_case(row.view(), {});
  for (const char* line : {"    root cause a broken cable\n", "    compensation refund 20 EUR\n",
                           "    avoidable no\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(CareText, TellsSurgesOfATeam) {
  team::v1::TeamEvent event;
  event.mutable_surge_opened()->set_count(5);
  event.mutable_surge_opened()->set_intent("outage");
  EXPECT_EQ(describe(event).text, "a surge: 5 cases of outage");
  event.mutable_surge_member()->set_count(6);
  event.mutable_surge_member()->set_parent_case_id("surge-1");
  EXPECT_EQ(describe(event).text, "case 6 of the surge surge-1");
  event.mutable_surges_full()->set_count(5);
  event.mutable_surges_full()->set_intent("billing");
  event.mutable_surges_full()->set_open(20);
  EXPECT_EQ(describe(event).text,
            "5 cases of billing would be a surge, but the team has 20 already: each is asked for "
            "by itself");
  EXPECT_EQ(describe(event).what, "team_surges_full");
}

}  // namespace
}  // namespace escalon::insight
