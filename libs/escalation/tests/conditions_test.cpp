#include <gtest/gtest.h>

#include <functional>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using rules::Condition;
using rules::Field;
using rules::FieldKind;

/// `tested_policy` with a first rule `special` for conflicts and breaches where `when` holds.
EscalationPolicy special_when(Condition when) {
  EscalationPolicy policy = tested_policy();
  policy.matrix.insert(policy.matrix.begin(), {.name = "special",
                                               .causes = {"*"},
                                               .breach_clocks = {"*"},
                                               .when = std::move(when),
                                               .team = "network",
                                               .ladder = "care"});
  return policy;
}

/// The rule that a case is escalated by after what `tell` does to it.
std::string rule_after(Condition when, const std::function<void(TestedCase&)>& tell) {
  TestedCase tested(special_when(std::move(when)));
  tell(tested);
  return tested.state().escalations().empty() ? "none" : tested.escalation().rule();
}

/// A conflict in a contact event that `set` fills in.
std::function<void(TestedCase&)> conflict_with(
    const std::function<void(contact::v1::ContactEvent&)>& set) {
  return [set](TestedCase& tested) {
    contact::v1::ContactEvent contact;
    contact.mutable_customer_message()->set_text("I am furious");
    set(contact);
    tested.happens(contact, {"conflict"});
  };
}

/// What the classifier says of a conflict, beside its trigger.
std::function<void(TestedCase&)> conflict_classified(
    const std::function<void(classification::v1::Classified&)>& set) {
  return [set](TestedCase& tested) {
    classification::v1::ClassificationEvent event;
    auto& classified = *event.mutable_classified();
    classified.mutable_contact()->mutable_customer_message()->set_text("I am furious");
    classified.mutable_contact()->mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(kNine));
    classified.add_triggers()->set_cause("conflict");
    set(classified);
    tested.tell({tested.key, "contact-1", &event});
  };
}

/// One field of a condition: the value that is there, and who puts it there.
struct Looked {
  FieldKind field;
  const char* value;
  std::function<void(contact::v1::ContactEvent&)> set;
};

TEST(Condition, LooksAtEveryFieldOfTheContactAndTheCustomer) {
  using contact::v1::ContactEvent;
  const std::vector<Looked> fields = {
      {FieldKind::kTenant, "default", [](ContactEvent&) {}},
      {FieldKind::kChannel, "chat", [](ContactEvent& event) { event.set_channel("chat"); }},
      {FieldKind::kQueue, "billing", [](ContactEvent& event) { event.set_queue("billing"); }},
      {FieldKind::kAgent, "ann", [](ContactEvent& event) { event.set_agent("ann"); }},
      {FieldKind::kDirection, "inbound",
       [](ContactEvent& event) { event.set_direction("inbound"); }},
      {FieldKind::kSource, "crm", [](ContactEvent& event) { event.set_source("crm"); }},
      {FieldKind::kTier, "gold",
       [](ContactEvent& event) { event.mutable_customer()->set_tier("gold"); }},
      {FieldKind::kLanguage, "de",
       [](ContactEvent& event) { event.mutable_customer()->set_language("de"); }},
      {FieldKind::kStatus, "open",
       [](ContactEvent& event) { event.mutable_status_changed()->set_status("open"); }},
      {FieldKind::kTeam, "care",
       [](ContactEvent& event) { event.mutable_escalation_asked()->set_team("care"); }},
  };
  for (const Looked& looked : fields) {
    const Field field(looked.field);
    EXPECT_EQ(rule_after(Condition::one_of(field, {looked.value}), conflict_with(looked.set)),
              "special")
        << field.text();
    EXPECT_NE(rule_after(Condition::one_of(field, {"another"}), conflict_with(looked.set)),
              "special")
        << field.text();
  }
}

TEST(Condition, FailsForAFieldWithoutAValue) {
  for (const FieldKind kind :
       {FieldKind::kChannel, FieldKind::kQueue, FieldKind::kAgent, FieldKind::kTier,
        FieldKind::kLanguage, FieldKind::kStatus, FieldKind::kIntent, FieldKind::kPriority,
        FieldKind::kTeam, FieldKind::kClock}) {
    const Field field(kind);
    const auto plain = conflict_with([](contact::v1::ContactEvent&) {});
    EXPECT_EQ(rule_after(Condition::present(field), plain), "angry") << field.text();
    EXPECT_EQ(rule_after(Condition::none_of(field, {"x"}), plain), "special") << field.text();
  }
}

TEST(Condition, LooksAtWhatTheClassifierSaid) {
  const auto classified = conflict_classified([](classification::v1::Classified& said) {
    said.set_intent("cancel_contract");
    said.set_priority(2);
    said.set_conversation_sentiment(-0.75);
    said.mutable_risk()->set_score(0.7);
    said.mutable_urgency()->set_score(0.5);
    said.add_triggers()->set_cause("churn_threat");
  });
  const std::vector<std::pair<Condition, bool>> conditions = {
      {Condition::one_of(Field(FieldKind::kIntent), {"cancel_contract"}), true},
      {Condition::one_of(Field(FieldKind::kIntent), {"refund"}), false},
      {Condition::one_of(Field(FieldKind::kPriority), {"1", "2"}), true},
      {Condition::one_of(Field(FieldKind::kPriority), {"3"}), false},
      {Condition::at_most(Field(FieldKind::kSentiment), -0.5), true},
      {Condition::at_most(Field(FieldKind::kSentiment), -0.8), false},
      {Condition::at_least(Field(FieldKind::kRisk), 0.7), true},
      {Condition::at_least(Field(FieldKind::kRisk), 0.71), false},
      {Condition::at_least(Field(FieldKind::kUrgency), 0.5), true},
      {Condition::at_least(Field(FieldKind::kUrgency), 0.6), false},
      {Condition::one_of(Field(FieldKind::kTrigger), {"churn_threat"}), true},
      {Condition::one_of(Field(FieldKind::kTrigger), {"misrouted"}), false},
  };
  for (const auto& [condition, holds] : conditions) {
    TestedCase tested(special_when(condition));
    classified(tested);
    EXPECT_EQ(tested.state().escalations(0).rule(), holds ? "special" : "angry")
        << tested.escalation().rule();
  }
}

TEST(Risk, TravelsWithTheHandoverAndToTheTeamsQueue) {
  TestedCase tested(special_when(Condition::at_least(Field(FieldKind::kRisk), 0.7)));
  conflict_classified(
      [](classification::v1::Classified& said) { said.mutable_risk()->set_score(0.81); })(tested);
  EXPECT_DOUBLE_EQ(first(tested.all(), Event::kOpened).opened().handover().risk(), 0.81);
  EXPECT_DOUBLE_EQ(first(tested.all(), Event::kStepStarted).step_started().risk(), 0.81);
  tested.breach("first_response", "breach-1");
  EXPECT_EQ(tested.escalation().rule(), "special") << "the case keeps it, for breaches too";
  EXPECT_EQ(tested.state().story().risk(), 0.81);
}

TEST(Condition, OnACauseIsAskedOfEachReasonByItself) {
  TestedCase tested(special_when(Condition::one_of(Field(FieldKind::kCause), {"conflict"})));
  tested.customer_says("furious, give me your manager", {"customer_asked", "conflict"});
  ASSERT_EQ(tested.state().escalations_size(), 2);
  EXPECT_EQ(tested.state().escalations(0).rule(), "angry");
  EXPECT_EQ(tested.state().escalations(0).causes(0).cause(), v1::CAUSE_CUSTOMER_ASKED);
  EXPECT_EQ(tested.state().escalations(1).rule(), "special");
  EXPECT_EQ(tested.state().escalations(1).causes(0).cause(), v1::CAUSE_CONFLICT);
}

TEST(Condition, OnAClockIsForItsBreachesAlone) {
  const Condition first_response = Condition::one_of(Field(FieldKind::kClock), {"first_response"});
  const auto breach = [](const char* clock) {
    return [clock](TestedCase& tested) { tested.breach(clock, "breach-1"); };
  };
  EXPECT_EQ(rule_after(first_response, breach("first_response")), "special");
  EXPECT_EQ(rule_after(first_response, breach("resolution")), "default_route");
  EXPECT_EQ(rule_after(first_response, conflict_with([](contact::v1::ContactEvent&) {})), "angry");
}

TEST(Condition, OnTriggersAndUrgencyNeverHoldsForABreach) {
  for (const Condition& when : {Condition::present(Field(FieldKind::kTrigger)),
                                Condition::at_least(Field(FieldKind::kUrgency), 0.0)}) {
    EXPECT_EQ(rule_after(when,
                         [](TestedCase& tested) {
                           tested.customer_says("hello");
                           tested.breach("first_response", "breach-1");
                         }),
              "late");
  }
}

TEST(Condition, RemembersWhatEarlierEventsTold) {
  const auto story = [](TestedCase& tested) {
    contact::v1::ContactEvent started;
    started.set_channel("voice");
    started.mutable_started();
    started.mutable_customer()->set_tier("gold");
    (*started.mutable_attributes())["product"] = "modem";
    tested.happens(started);
    tested.pass(absl::Minutes(15));
    tested.breach("first_response", "breach-1");
  };
  EXPECT_EQ(rule_after(Condition::one_of(Field(FieldKind::kChannel), {"voice"}), story), "special");
  EXPECT_EQ(rule_after(Condition::one_of(Field(FieldKind::kTier), {"gold"}), story), "special");
  EXPECT_EQ(rule_after(Condition::one_of(Field::attribute("product"), {"modem"}), story),
            "special");
  EXPECT_EQ(rule_after(Condition::one_of(Field::attribute("product"), {"phone"}), story), "late");
  EXPECT_EQ(rule_after(Condition::present(Field::attribute("colour")), story), "late");
}

TEST(Condition, ForgetsWhatIsOver) {
  const auto story = [](TestedCase& tested) {
    contact::v1::ContactEvent queued;
    queued.set_queue("billing");
    queued.set_agent("ann");
    queued.mutable_queued();
    tested.happens(queued);
    contact::v1::ContactEvent dequeued;
    dequeued.mutable_dequeued();
    tested.happens(dequeued);
    contact::v1::ContactEvent left;
    left.set_agent("ann");
    left.mutable_agent_left();
    tested.happens(left);
    tested.customer_says("I am furious", {"conflict"});
  };
  EXPECT_EQ(rule_after(Condition::present(Field(FieldKind::kQueue)), story), "angry");
  EXPECT_EQ(rule_after(Condition::present(Field(FieldKind::kAgent)), story), "angry");
}

TEST(Condition, TakesTheNewestValueOfAnAttribute) {
  TestedCase tested(special_when(Condition::one_of(Field::attribute("product"), {"phone"})));
  for (const char* product : {"modem", "phone"}) {
    contact::v1::ContactEvent told;
    told.mutable_held();
    (*told.mutable_attributes())["product"] = product;
    tested.happens(told);
  }
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(tested.escalation().rule(), "special");
}

TEST(Condition, MayCombineOthers) {
  const Condition gold = Condition::one_of(Field(FieldKind::kTier), {"gold"});
  const Condition chat = Condition::one_of(Field(FieldKind::kChannel), {"chat"});
  const auto gold_by_voice = conflict_with([](contact::v1::ContactEvent& event) {
    event.set_channel("voice");
    event.mutable_customer()->set_tier("gold");
  });
  EXPECT_EQ(rule_after(Condition::all({gold, chat}), gold_by_voice), "angry");
  EXPECT_EQ(rule_after(Condition::any({gold, chat}), gold_by_voice), "special");
  EXPECT_EQ(rule_after(Condition::negated(chat), gold_by_voice), "special");
  EXPECT_EQ(rule_after(Condition::never(), gold_by_voice), "angry");
}

}  // namespace
}  // namespace escalon::escalation
