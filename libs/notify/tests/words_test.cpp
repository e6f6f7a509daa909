#include <gtest/gtest.h>

#include <map>

#include "escalon/base/instant.hpp"
#include "tested_notices.hpp"

namespace escalon::notify {
namespace {

using escalation::v1::EscalationEvent;

/// A policy that tells subscribers of every event, by the words `subject`.
NotifyPolicy that_says(const std::string& subject) {
  NotifyPolicy policy = tested_policy();
  NotifyRule rule;
  rule.name = "tested";
  rule.events = {"*"};
  rule.recipients = {"subscribers"};
  rule.text.subject = subject;
  policy.rules.push_back(rule);
  return policy;
}

/// What the subscribers are told of it; empty where they are told nothing.
std::string said(const Events& events) {
  for (const Event& event : events) {
    if (event.planned().recipient() == "subscribers") {
      return event.planned().subject();
    }
  }
  return "";
}

/// An escalation that tells everything that an opening can tell.
EscalationEvent full_opening() {
  EscalationEvent event;
  auto& opened = *event.mutable_opened();
  opened.set_team("care");
  opened.set_level(2);
  opened.set_priority(3);
  opened.set_rule("angry_gold");
  opened.mutable_cause()->set_cause(escalation::v1::CAUSE_SLA_BREACH);
  opened.mutable_cause()->set_detail("first_response 15m");
  auto& handover = *opened.mutable_handover();
  handover.set_issue("my modem is broken");
  handover.set_customer_id("c-7");
  handover.set_tier("gold");
  handover.set_language("de");
  handover.set_agent("ann");
  handover.set_channel("chat");
  return event;
}

TEST(Words, OfAnOpeningTellWhatTravelsWithIt) {
  const std::map<std::string, std::string> expected = {
      {"{case_id}", "case-1"},
      {"{tenant}", "default"},
      {"{escalation_id}", "e1"},
      {"{event}", "escalation.opened"},
      {"{cause}", "sla_breach"},
      {"{detail}", "first_response 15m"},
      {"{rule}", "angry_gold"},
      {"{team}", "care"},
      {"{level}", "2"},
      {"{priority}", "3"},
      {"{person}", "subscribers"},
      {"{issue}", "my modem is broken"},
      {"{customer}", "c-7"},
      {"{tier}", "gold"},
      {"{language}", "de"},
      {"{agent}", "ann"},
      {"{channel}", "chat"},
      {"{acknowledge_by}", "any time"},
  };
  for (const auto& [placeholder, words] : expected) {
    TestedNotices notices(that_says(placeholder));
    EXPECT_EQ(said(notices.happens(full_opening())), words) << placeholder;
  }
}

TEST(Words, WithoutAValueAreEmptyOrSayThatThereIsNone) {
  const std::map<std::string, std::string> expected = {
      {"<{actor}>", "<>"}, {"<{reason}>", "<>"}, {"<{outcome}>", "<>"},
      {"<{clock}>", "<>"}, {"<{due}>", "<>"},    {"<{issue}>", "<no words yet>"},
      {"<{level}>", "<>"}, {"<{tier}>", "<>"},   {"<{priority}>", "<>"},
  };
  for (const auto& [placeholder, words] : expected) {
    TestedNotices notices(that_says(placeholder));
    EscalationEvent bare;
    bare.mutable_opened();
    EXPECT_EQ(said(notices.happens(bare)), words) << placeholder;
  }
}

TEST(Words, NameWhoDidItAndWhy) {
  const std::vector<std::pair<std::string, void (*)(EscalationEvent&)>> reasons = {
      {"in a call",
       [](EscalationEvent& event) { event.mutable_declined()->set_reason("in a call"); }},
      {"an invoice",
       [](EscalationEvent& event) { event.mutable_reassigned()->set_reason("an invoice"); }},
      {"needs a manager",
       [](EscalationEvent& event) { event.mutable_raised()->set_reason("needs a manager"); }},
      {"calmed down",
       [](EscalationEvent& event) { event.mutable_de_escalated()->set_reason("calmed down"); }},
      {"it came back",
       [](EscalationEvent& event) { event.mutable_reopened()->set_reason("it came back"); }},
      {"answered in time",
       [](EscalationEvent& event) { event.mutable_withdrawn()->set_reason("answered in time"); }},
      {"not late after all",
       [](EscalationEvent& event) {
         event.mutable_cause_removed()->set_reason("not late after all");
       }},
      {"", [](EscalationEvent& event) { event.mutable_acknowledged(); }},
  };
  for (const auto& [reason, set] : reasons) {
    TestedNotices notices(that_says("{actor}: {reason}"));
    notices.opened();
    EscalationEvent event;
    event.set_actor("bob");
    set(event);
    EXPECT_EQ(said(notices.happens(event)), "bob: " + reason);
  }
}

TEST(Words, TellHowItEnded) {
  TestedNotices notices(that_says("{outcome} for {issue}"));
  notices.opened();
  EscalationEvent resolved;
  resolved.mutable_resolved()->set_outcome("workaround");
  EXPECT_EQ(said(notices.happens(resolved)), "workaround for my modem is broken");
}

TEST(Words, RememberWhatTheLaterEventsChanged) {
  TestedNotices notices(that_says("{team}/{level}/{priority}/{acknowledge_by}"));
  EXPECT_EQ(said(notices.opened()), "care/1/2/any time");
  EXPECT_EQ(said(notices.asks("emil")), "care/1/2/2024-03-01T09:10:00.000Z");
  EscalationEvent added;
  added.mutable_cause_added()->set_priority(1);
  EXPECT_EQ(said(notices.happens(added)), "care/1/1/2024-03-01T09:10:00.000Z");
  EscalationEvent raised;
  raised.mutable_raised()->set_level(2);
  EXPECT_EQ(said(notices.happens(raised)), "care/2/1/2024-03-01T09:10:00.000Z");
  EscalationEvent lowered;
  lowered.mutable_de_escalated()->set_level(1);
  EXPECT_EQ(said(notices.happens(lowered)), "care/1/1/2024-03-01T09:10:00.000Z");
  EscalationEvent moved;
  moved.mutable_reassigned()->set_team("network");
  EXPECT_EQ(said(notices.happens(moved)), "network/1/1/2024-03-01T09:10:00.000Z");
}

TEST(Words, AreOfTheEscalationThatTheEventIsAbout) {
  TestedNotices notices(that_says("{escalation_id} {team}"));
  notices.opened("e1");
  notices.opened("e2");
  EscalationEvent moved;
  moved.mutable_reassigned()->set_team("network");
  EXPECT_EQ(said(notices.happens(moved, "e2")), "e2 network");
  EscalationEvent seen;
  seen.mutable_acknowledged();
  EXPECT_EQ(said(notices.happens(seen, "e1")), "e1 care");
}

TEST(Words, OfAnEscalationThatIsNotKnownAreThoseOfTheEventAlone) {
  TestedNotices notices(that_says("{escalation_id} <{team}> {issue}"));
  EscalationEvent seen;
  seen.mutable_acknowledged();
  EXPECT_EQ(said(notices.happens(seen, "e9")), "e9 <> no words yet");
}

TEST(Words, OfAClockTellItsDueInstant) {
  TestedNotices notices(that_says("{event} {clock} {due} <{escalation_id}>"));
  sla::v1::SlaEvent warning;
  warning.set_clock("resolution");
  warning.mutable_warning_reached()->set_due_at_ms(to_ms(kNine + absl::Hours(1)));
  EXPECT_EQ(said(notices.happens(warning)), "sla.warning resolution 2024-03-01T10:00:00.000Z <>");
  sla::v1::SlaEvent breached;
  breached.set_clock("resolution");
  breached.mutable_breached()->set_due_at_ms(to_ms(kNine));
  EXPECT_EQ(said(notices.happens(breached)), "sla.breached resolution 2024-03-01T09:00:00.000Z <>");
  sla::v1::SlaEvent withdrawn;
  withdrawn.set_clock("resolution");
  withdrawn.mutable_breach_withdrawn();
  EXPECT_EQ(said(notices.happens(withdrawn)), "sla.breach_withdrawn resolution  <>");
}

TEST(Words, NameEachPersonToThemselves) {
  NotifyPolicy policy = tested_policy();
  policy.page.subject = "{person}, please";
  policy.team_members["care"] = {"ann", "emil"};
  TestedNotices notices(policy);
  notices.opened();
  EscalationEvent step;
  step.mutable_step_started()->add_targets()->set_everyone_of("care");
  std::vector<std::string> subjects;
  for (const Event& event : notices.happens(step)) {
    if (event.has_planned()) {
      subjects.push_back(event.planned().subject());
    }
  }
  EXPECT_EQ(subjects, (std::vector<std::string>{"ann, please", "emil, please"}));
}

TEST(Words, TakeAnotherLanguagesLettersAsTheyAre) {
  TestedNotices notices(that_says("Störung: {issue} — {{café}}"));
  EscalationEvent event = full_opening();
  event.mutable_opened()->mutable_handover()->set_issue("モデムが壊れた {team}");
  EXPECT_EQ(said(notices.happens(event)), "Störung: モデムが壊れた {team} — {café}")
      << "what a customer wrote is no template";
}

TEST(Template, NamesEachPlaceholderThatRulesMayUse) {
  for (const std::string_view name : placeholders()) {
    EXPECT_TRUE(check_template("{" + std::string(name) + "}").ok()) << name;
  }
}

TEST(Template, IsRefusedWithTheRemedy) {
  const std::map<std::string, std::string> expected = {
      {"{", "close the braces"},         {"}", "Double it"},
      {"{case_id", "close the braces"},  {"{case_id{team}", "stands alone"},
      {"{teem}", "did you mean 'team'"}, {"{}", "no placeholder {}"},
      {"{ team }", "no placeholder"},    {"{Team}", "did you mean 'team'"},
  };
  for (const auto& [text, remedy] : expected) {
    const Status checked = check_template(text);
    ASSERT_FALSE(checked.ok()) << text;
    EXPECT_NE(checked.error().message.find(remedy), std::string::npos)
        << text << ": " << checked.error().message;
  }
  for (const char* text : {"", "no braces", "{{}}", "{{{team}}}", "{team}{level}"}) {
    EXPECT_TRUE(check_template(text).ok()) << text;
  }
}

}  // namespace
}  // namespace escalon::notify
