#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

const notification::v1::NotifiedEscalation& known(const TestedNotices& notices,
                                                  const std::string& escalation_id = "e1") {
  const auto& escalations = notices.state().escalations();
  return *std::ranges::find(escalations, escalation_id,
                            &notification::v1::NotifiedEscalation::escalation_id);
}

std::vector<std::string> asked(const TestedNotices& notices) {
  const auto& told = known(notices).told();
  return {told.begin(), told.end()};
}

TEST(Context, KeepsOneRecordAnEscalation) {
  TestedNotices notices;
  notices.opened("e1");
  notices.asks("emil");
  notices.opened("e2");
  notices.acknowledged("emil");
  ASSERT_EQ(notices.state().escalations_size(), 2);
  EXPECT_EQ(known(notices, "e1").handover().issue(), "my modem is broken");
  EXPECT_EQ(known(notices, "e2").status(), escalation::v1::ESCALATION_STATUS_OPEN);
}

TEST(Context, FollowsWhereTheEscalationStands) {
  using Set = void (*)(EscalationEvent&);
  const std::vector<std::pair<escalation::v1::EscalationStatus, Set>> story = {
      {escalation::v1::ESCALATION_STATUS_ACKNOWLEDGED,
       [](EscalationEvent& event) { event.mutable_acknowledged(); }},
      {escalation::v1::ESCALATION_STATUS_ACCEPTED,
       [](EscalationEvent& event) { event.mutable_accepted(); }},
      {escalation::v1::ESCALATION_STATUS_ACCEPTED,
       [](EscalationEvent& event) { event.mutable_cause_removed(); }},
      {escalation::v1::ESCALATION_STATUS_OPEN,
       [](EscalationEvent& event) { event.mutable_raised()->set_level(2); }},
      {escalation::v1::ESCALATION_STATUS_RESOLVED,
       [](EscalationEvent& event) { event.mutable_resolved(); }},
      {escalation::v1::ESCALATION_STATUS_OPEN,
       [](EscalationEvent& event) { event.mutable_reopened(); }},
      {escalation::v1::ESCALATION_STATUS_OPEN,
       [](EscalationEvent& event) { event.mutable_reassigned()->set_team("network"); }},
      {escalation::v1::ESCALATION_STATUS_WITHDRAWN,
       [](EscalationEvent& event) { event.mutable_withdrawn(); }},
  };
  TestedNotices notices;
  notices.opened();
  for (const auto& [status, set] : story) {
    EscalationEvent event;
    set(event);
    notices.happens(event);
    EXPECT_EQ(known(notices).status(), status) << event.ShortDebugString();
  }
}

TEST(Context, IsNotNotedWhereAnEventChangesNothingOfIt) {
  TestedNotices notices;
  notices.opened();
  EscalationEvent removed;
  removed.mutable_cause_removed()->set_reason("taken back");
  EXPECT_TRUE(notices.happens(removed).empty());
  EscalationEvent nobody;
  nobody.mutable_nobody_available()->set_team("care");
  EXPECT_TRUE(notices.happens(nobody).empty());
}

TEST(Context, KeepsThePresentAssignmentAndItsTimeOut) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  EXPECT_EQ(known(notices).assignment(), 1U);
  EXPECT_EQ(known(notices).acknowledge_by_ms(), to_ms(kNine + absl::Minutes(10)));
  notices.pass(absl::Minutes(10));
  notices.asks("dora");
  EXPECT_EQ(known(notices).assignment(), 2U);
  EXPECT_EQ(known(notices).acknowledge_by_ms(), to_ms(kNine + absl::Minutes(20)));
}

TEST(Asked, AreThoseWhoWerePagedEachOnce) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  notices.asks("dora");
  notices.asks("emil");
  EXPECT_EQ(asked(notices), (std::vector<std::string>{"dora", "emil"}));
}

TEST(Asked, AreNotThoseWhoAreMerelyTold) {
  NotifyPolicy policy = tested_policy();
  policy.rules.push_back({.name = "board",
                          .events = {"escalation.opened"},
                          .recipients = {"person:zoe"},
                          .text = {.subject = "opened"}});
  TestedNotices notices(policy);
  EXPECT_EQ(told(notices.opened()), "zoe by console");
  EXPECT_TRUE(asked(notices).empty());
  EXPECT_EQ(told(notices.withdrawn()), "") << "nobody was asked for anything";
}

TEST(Asked, HearOfAWithdrawalThoughTheyDeclined) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  EscalationEvent declined;
  declined.mutable_declined()->set_person("emil");
  notices.happens(declined);
  EXPECT_EQ(told(notices.withdrawn()), "emil by console");
}

TEST(Update, IsNotTakenBackByWhatEndsPages) {
  TestedNotices notices;
  notices.opened();
  notices.asks("emil");
  const Events word = notices.withdrawn();
  EXPECT_EQ(first_plan(word).planned().kind(), notification::v1::NOTIFICATION_KIND_UPDATE);
  EscalationEvent resolved;
  resolved.mutable_resolved();
  EXPECT_EQ(kinds(notices.happens(resolved)), "");
  EXPECT_EQ(effects(notices.state()).size(), 1U) << "the word is still on its way";
}

TEST(Notification, HasAnIdForEachRecipientChannelAndPurpose) {
  NotifyPolicy policy = tested_policy();
  policy.team_members["care"] = {"ann", "dora", "emil"};
  for (const char* channel : {"hook", "chat"}) {
    policy.rules.push_back({.name = std::string("by ") + channel,
                            .events = {"escalation.step_started"},
                            .recipients = {"person:ann", "subscribers", "customer", "owner_team"},
                            .channel = channel,
                            .text = {.subject = "step"}});
  }
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_everyone_of("care");
  std::set<std::string> ids;
  std::size_t planned = 0;
  for (const Event& event : notices.happens(step)) {
    planned += event.has_planned() ? 1U : 0U;
    ids.insert(event.has_planned() ? event.notification_id() : "");
  }
  ids.erase("");
  EXPECT_EQ(planned, 4U + 2U * 4U) << "three people, one by two methods, and two rules";
  EXPECT_EQ(ids.size(), planned);
}

TEST(Notification, OfALaterEventOfTheSameKindIsAnother) {
  TestedNotices notices;
  notices.opened();
  const Events first_page = notices.asks("emil");
  const Events second_page = notices.asks("emil");
  EXPECT_NE(first_plan(first_page).notification_id(), first_plan(second_page).notification_id());
}

TEST(Notification, NamesTheEventThatItIsAbout) {
  TestedNotices notices;
  notices.opened();
  const Events events = notices.asks("emil");
  EXPECT_EQ(first_plan(events).planned().about_event_id(), "escalation-2");
  EXPECT_EQ(first_plan(events).planned().type(), "escalation.step_started");
  EXPECT_EQ(first_plan(events).planned().escalation_id(), "e1");
  EXPECT_EQ(first_plan(events).planned().assignment(), 1U);
}

TEST(Notification, WithoutATimeOutIsGivenUpAfterADay) {
  TestedNotices notices;
  notices.opened();
  const Events events = notices.assigned("emil");
  EXPECT_EQ(first_plan(events).planned().give_up_at_ms(), to_ms(kNine + absl::Hours(24)));
}

TEST(Notification, IsFoundByItsIdAndAttemptAlone) {
  TestedNotices notices;
  notices.opened();
  const std::string id = first_plan(notices.asks("emil")).notification_id();
  ASSERT_NE(find_pending(notices.state(), id, 1), nullptr);
  EXPECT_EQ(find_pending(notices.state(), id, 2), nullptr);
  EXPECT_EQ(find_pending(notices.state(), "other", 1), nullptr);
  notices.reports(id, 1, false);
  EXPECT_EQ(find_pending(notices.state(), id, 1), nullptr);
  ASSERT_NE(find_pending(notices.state(), id, 2), nullptr);
  EXPECT_EQ(find_pending(notices.state(), id, 2)->planned().recipient(), "emil");
}

TEST(Methods, AreTriedInTurnUntilSomebodyAnswers) {
  NotifyPolicy policy = tested_policy();
  policy.people["ann"] = {{.channel = "chat"},
                          {.channel = "hook", .after = absl::Minutes(3)},
                          {.channel = "console", .after = absl::Minutes(6)}};
  TestedNotices notices(policy);
  notices.opened();
  const Events events = notices.asks("ann");
  EXPECT_EQ(told(events), "ann by chat, ann by hook, ann by console");
  notices.reports(first_plan(events).notification_id(), 1, true);
  notices.pass(absl::Minutes(4));
  EXPECT_EQ(kinds(notices.acknowledged("ann")), "cancelled cancelled")
      << "a delivered page is no answer, but an acknowledgement is";
  EXPECT_TRUE(effects(notices.state()).empty());
}

TEST(Methods, OfSomebodyWithAnEmptyListAreTheDefaultChannel) {
  NotifyPolicy policy = tested_policy();
  policy.people["ann"] = {};
  policy.default_channel = "hook";
  TestedNotices notices(policy);
  notices.opened();
  EXPECT_EQ(told(notices.asks("ann")), "ann by hook");
}

TEST(Methods, OfARuleAreTheFirstOfEachPersonUnlessItNamesAChannel) {
  for (const auto& [channel, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "dora by chat, ann by console"}, {"hook", "dora by hook, ann by hook"}}) {
    NotifyPolicy policy = tested_policy();
    policy.rules.push_back({.name = "tested",
                            .events = {"escalation.opened"},
                            .recipients = {"person:dora", "person:ann"},
                            .channel = channel,
                            .text = {.subject = "opened"}});
    TestedNotices notices(policy);
    EXPECT_EQ(told(notices.opened()), expected);
  }
}

TEST(Rule, OfTheOwnerTeamTellsNobodyWhereThereIsNone) {
  NotifyPolicy policy = tested_policy();
  policy.rules.push_back({.name = "tested",
                          .events = {"sla.breached", "escalation.opened"},
                          .recipients = {"owner_team", "asked"},
                          .text = {.subject = "late"}});
  TestedNotices notices(policy);
  sla::v1::SlaEvent breached;
  breached.mutable_breached();
  EXPECT_EQ(told(notices.happens(breached)), "") << "a clock has no owner";
  EXPECT_EQ(told(notices.opened()), "team:care by console");
}

TEST(Rule, CarriesItsKindAndName) {
  using notification::v1::NotificationKind;
  for (const NotificationKind kind : {notification::v1::NOTIFICATION_KIND_CUSTOMER,
                                      notification::v1::NOTIFICATION_KIND_WARNING}) {
    NotifyPolicy policy = tested_policy();
    policy.rules.push_back({.name = "promise",
                            .events = {"escalation.opened"},
                            .recipients = {"customer"},
                            .kind = kind,
                            .text = {.subject = "we are on it"}});
    TestedNotices notices(policy);
    const notification::v1::Planned planned = first_plan(notices.opened()).planned();
    EXPECT_EQ(planned.kind(), kind);
    EXPECT_EQ(planned.rule(), "promise");
    EXPECT_EQ(planned.recipient(), "customer");
  }
}

TEST(Rule, TellsEachRecipientOnceThoughTwoRulesNameThem) {
  NotifyPolicy policy = tested_policy();
  for (const char* name : {"one", "two"}) {
    policy.rules.push_back({.name = name,
                            .events = {"escalation.opened"},
                            .recipients = {"person:ann", "person:ann"},
                            .text = {.subject = name}});
  }
  TestedNotices notices(policy);
  EXPECT_EQ(told(notices.opened()), "ann by console, ann by console") << "once by each rule";
}

TEST(Page, FollowsNoRule) {
  TestedNotices notices;
  notices.opened();
  EXPECT_EQ(first_plan(notices.asks("emil")).planned().rule(), "");
}

}  // namespace
}  // namespace escalon::notify
