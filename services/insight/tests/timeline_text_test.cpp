#include "escalon/insight/timeline_text.hpp"

#include <gtest/gtest.h>

#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/team/v1/team.pb.h"

namespace escalon::insight {
namespace {

TEST(TimelineText, AMessageNamesWhatWasFoundInIt) {
  classification::v1::ClassificationEvent event;
  auto& classified = *event.mutable_classified();
  classified.mutable_contact()->mutable_customer_message()->set_text("I want your manager");
  auto& trigger = *classified.add_triggers();
  trigger.set_cause("customer_asked");
  trigger.set_phrase("your manager");
  const TimelineText text = describe(event);
  EXPECT_EQ(text.what, "customer_message");
  EXPECT_EQ(text.text, "customer: “I want your manager” → customer_asked (“your manager”)");
}

TEST(TimelineText, AnAnswerTellsScoreAndWords) {
  classification::v1::ClassificationEvent event;
  auto& survey = *event.mutable_classified()->mutable_contact()->mutable_survey_answered();
  survey.set_score(4.5);
  survey.set_score_max(5);
  survey.set_comment("quick");
  EXPECT_EQ(describe(event).what, "survey_answered");
  EXPECT_EQ(describe(event).text, "customer answers the survey: 4.5 of 5 “quick”");
  survey.set_score(9);
  EXPECT_EQ(describe(event).text, "customer answers the survey “quick”");
}

TEST(TimelineText, AClockTellsTargetAndDueInstant) {
  sla::v1::SlaEvent event;
  event.set_clock("first_response");
  event.set_effective_at_ms(1000);
  event.mutable_started()->set_target("15m");
  event.mutable_started()->set_due_at_ms(901'000);
  const TimelineText text = describe(event);
  EXPECT_EQ(text.what, "clock_started");
  EXPECT_EQ(text.text, "clock first_response: target 15m, due 1970-01-01T00:15:01.000Z");
  EXPECT_EQ(text.at_ms, 1000);
}

TEST(TimelineText, ABreachNamesWhatWasMissed) {
  sla::v1::SlaEvent event;
  event.set_clock("resolution");
  event.mutable_breached()->set_target("4h");
  event.mutable_breached()->set_due_at_ms(3'600'000);
  EXPECT_EQ(describe(event).text,
            "clock resolution: target 4h missed, was due 1970-01-01T01:00:00.000Z");
}

TEST(TimelineText, NotesThatAStageKeepsForItselfAreLeftOut) {
  sla::v1::SlaEvent fact;
  fact.mutable_fact_noted();
  EXPECT_EQ(describe(fact).what, "");
  escalation::v1::EscalationEvent story;
  story.mutable_story_noted();
  EXPECT_EQ(describe(story).what, "");
  notification::v1::NotificationEvent context;
  context.mutable_context_noted();
  EXPECT_EQ(describe(context).what, "");
}

TEST(TimelineText, AnEscalationTellsWhyWhereAndByWhichRule) {
  escalation::v1::EscalationEvent event;
  auto& opened = *event.mutable_opened();
  opened.set_automatic(true);
  opened.set_type(escalation::v1::ESCALATION_TYPE_HIERARCHICAL);
  opened.set_team("supervisors");
  opened.set_level(1);
  opened.set_rule("late_answers");
  opened.mutable_cause()->set_cause(escalation::v1::CAUSE_SLA_BREACH);
  opened.mutable_cause()->set_detail("first_response");
  EXPECT_EQ(describe(event).text,
            "automatic hierarchical escalation to team supervisors, level 1, by rule late_answers: "
            "sla_breach "
            "(first_response)");
}

TEST(TimelineText, WhoIsOnCallIsNamedWithTheRota) {
  escalation::v1::EscalationEvent event;
  auto& target = *event.mutable_step_started()->add_targets();
  target.set_person("dora");
  target.set_rota("first_line");
  EXPECT_EQ(describe(event).text, "step 1 asks dora (on call, first_line)");
  event.mutable_step_started()->clear_targets();
  EXPECT_EQ(describe(event).text, "step 1 asks nobody");
  event.mutable_nobody_available()->set_rota("first_line");
  EXPECT_EQ(describe(event).text, "nobody is on call (first_line)");
}

TEST(TimelineText, WhoOrderedItIsNamed) {
  escalation::v1::EscalationEvent event;
  event.set_actor("mia");
  event.mutable_command_refused()->set_command("resolve");
  event.mutable_command_refused()->set_reason("it is resolved already");
  EXPECT_EQ(describe(event).text, "resolve refused: it is resolved already [by mia]");
}

TEST(TimelineText, StepsNameThoseWhoAreAsked) {
  escalation::v1::EscalationEvent event;
  auto& step = *event.mutable_step_started();
  step.set_step(1);
  step.add_targets()->set_person("mia");
  step.add_targets()->set_team("billing");
  step.set_default_route(true);
  EXPECT_EQ(describe(event).text, "step 2 asks mia, team billing (default supervisor route)");
}

TEST(TimelineText, TeamsAndNotificationsSpeakToo) {
  team::v1::TeamEvent team;
  team.mutable_offered()->set_person("mia");
  EXPECT_EQ(describe(team).text, "given to mia") << "as records say that give no reason";
  team.mutable_offered()->set_reason("next in turn of 3");
  EXPECT_EQ(describe(team).text, "given to mia: next in turn of 3");
  team.mutable_relaxed()->set_lowered(2);
  EXPECT_EQ(describe(team).text, "asks for less skill: 2 lower");
  team.mutable_nobody_free()->set_present(2);
  EXPECT_EQ(describe(team).text, "nobody is free (2 present); it waits");
  team.mutable_nobody_free()->set_reason("of 2 present: 2 busy");
  EXPECT_EQ(describe(team).text, "nobody is free (of 2 present: 2 busy); it waits");
  notification::v1::NotificationEvent notification;
  notification.mutable_attempt_failed()->set_attempt(2);
  notification.mutable_attempt_failed()->set_reason("503");
  EXPECT_EQ(describe(notification).what, "notification_attempt_failed");
  EXPECT_EQ(describe(notification).text, "attempt 2 failed: 503");
}

}  // namespace
}  // namespace escalon::insight
