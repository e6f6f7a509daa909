// Words to the agent who asked for approval, and to a team that is to help.
#include <gtest/gtest.h>

#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

TEST(Answer, GoesToTheAgentWhoAskedByTheirChannel) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent event;
  event.set_actor("grace");
  event.mutable_approved()->set_amount("80");
  event.mutable_approved()->set_currency("EUR");
  event.mutable_approved()->set_terms("to the same card");
  event.mutable_approved()->set_reason("booked twice");
  event.mutable_approved()->set_returned_to("dora");
  const Events events = notices.happens(event);
  ASSERT_EQ(told(events), "dora by chat");
  const auto& planned = first_plan(events).planned();
  EXPECT_EQ(planned.kind(), notification::v1::NOTIFICATION_KIND_UPDATE);
  EXPECT_EQ(planned.type(), "escalation.approved");
  EXPECT_EQ(planned.subject(), "escalation.approved: my modem is broken");
  EXPECT_EQ(planned.body(), "Case case-1, by grace: 80 EUR to the same card (booked twice).");
}

TEST(Answer, OfARefusalGoesThereToo) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent event;
  event.mutable_approval_refused()->set_reason("past 30 days");
  event.mutable_approval_refused()->set_returned_to("sam");
  EXPECT_EQ(told(notices.happens(event)), "sam by console");
  EscalationEvent to_nobody;
  to_nobody.mutable_approval_refused()->set_reason("past 30 days");
  EXPECT_EQ(told(notices.happens(to_nobody)), "") << "nobody is known to have asked";
}

TEST(Help, IsAskedOfEveryoneOfTheTeam) {
  NotifyPolicy policy = tested_policy();
  policy.team_members["network"] = {"dora", "emil"};
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent event;
  event.mutable_help_asked()->set_team("network");
  event.mutable_help_asked()->set_reason("is the line cut?");
  const Events events = notices.happens(event);
  EXPECT_EQ(told(events), "dora by chat, emil by console");
  EXPECT_EQ(first_plan(events).planned().body(),
            "Case case-1: care asks for help (is the line cut?). care keeps it.");
}

TEST(Help, IsAskedOfATeamThatNobodyIsKnownOf) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent event;
  event.mutable_help_asked()->set_team("network");
  EXPECT_EQ(told(notices.happens(event)), "team:network by console");
}

TEST(Note, ThatComesLaterIsInTheNextPage) {
  NotifyPolicy policy = tested_policy();
  policy.page.body = "{note}";
  TestedNotices notices(policy);
  EscalationEvent opened;
  opened.mutable_opened()->set_team("care");
  opened.mutable_opened()->mutable_handover()->set_note_missing(true);
  notices.happens(opened);
  EXPECT_EQ(first_plan(notices.asks("emil")).planned().body(), "no handover note");
  EscalationEvent note;
  note.mutable_note_added()->set_text("promised a call");
  notices.happens(note);
  const Events events = notices.asks("emil");
  EXPECT_EQ(first_plan(events).planned().body(), "promised a call");
  EXPECT_FALSE(first_plan(events).planned().handover().note_missing());
}

TEST(Words, OfAssistanceNameItsWay) {
  NotifyPolicy policy = tested_policy();
  policy.rules = {{.name = "platform",
                   .events = {"escalation.assist_requested"},
                   .recipients = {"subscribers"},
                   .text = {.subject = "{mode} {actor}: {reason}"}}};
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent event;
  event.set_actor("grace");
  event.mutable_assist_requested()->set_mode("whisper");
  event.mutable_assist_requested()->set_reason("sam is new");
  EXPECT_EQ(first_plan(notices.happens(event)).planned().subject(), "whisper grace: sam is new");
}

}  // namespace
}  // namespace escalon::notify
