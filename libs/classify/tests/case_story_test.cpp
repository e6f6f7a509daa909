#include <string>
#include <vector>

#include "escalon/base/instant.hpp"
#include "gtest/gtest.h"
#include "told_case.hpp"

namespace escalon::classify {
namespace {

ContactEvent with_attribute(const std::string& name, const std::string& value) {
  ContactEvent event;
  event.mutable_attributes_changed();
  (*event.mutable_attributes())[name] = value;
  return event;
}

ClassifyRules impact_table() {
  ClassifyRules rules;
  rules.priority = PriorityTable{rules::Field::attribute("impact"),
                                 rules::Field::attribute("urgency"),
                                 {{{"high", "high"}, 1}, {{"high", "low"}, 3}},
                                 5};
  return rules;
}

TEST(Case, TakesADuplicateForNothing) {
  ToldCase told(compiled({}));
  ContactEvent event;
  event.set_event_id("same");
  event.mutable_customer_message()->set_text("hello");
  EXPECT_EQ(told.send(event).size(), 1U);
  const std::string before = told.state().SerializeAsString();
  event.mutable_customer_message()->set_text("changed");
  EXPECT_TRUE(told.send(event).empty());
  EXPECT_EQ(told.state().SerializeAsString(), before);
}

TEST(Case, KnowsADuplicateAmongManyEvents) {
  ToldCase told(compiled({}));
  for (const int id : {5, 3, 9, 1, 7}) {
    ContactEvent event;
    event.set_event_id(std::to_string(id));
    EXPECT_EQ(told.send(event).size(), 1U);
  }
  for (int id = 1; id <= 9; ++id) {
    ContactEvent event;
    event.set_event_id(std::to_string(id));
    EXPECT_EQ(told.send(event).size(), id % 2 == 1 ? 0U : 1U) << id;
  }
}

TEST(Case, FillsInWhatTheEventLeavesOut) {
  ContactEvent event;
  event.set_event_id("1");
  event.set_contact_id("call-7");
  const absl::Time now = absl::FromUnixMillis(1'700'000'000'123);
  const auto events = decide(CaseConversation(), event, now, compiled({}));
  const ContactEvent& filled = events.front().classified().contact();
  EXPECT_EQ(filled.tenant(), "default");
  EXPECT_EQ(filled.case_id(), "call-7");
  EXPECT_EQ(filled.occurred_at().seconds(), 1'700'000'000);
  EXPECT_EQ(filled.occurred_at().nanos(), 123'000'000);
}

TEST(Case, CountsTheMessagesOfTheCustomer) {
  ToldCase told(compiled({}));
  EXPECT_EQ(told.customer_says("one").customer_messages(), 1);
  EXPECT_EQ(told.agent_says("yes?").customer_messages(), 1);
  EXPECT_EQ(told.customer_says("").customer_messages(), 2);
}

TEST(Priority, IsTheNewestThatWasToldWithoutATable) {
  ToldCase told(compiled({}));
  ContactEvent event;
  event.set_priority(4);
  EXPECT_EQ(told.send(event).front().classified().priority(), 4);
  EXPECT_EQ(told.customer_says("hello").priority(), 4);
  event.set_priority(2);
  EXPECT_EQ(told.send(event).front().classified().priority(), 2);
}

TEST(Priority, IsComputedByTheTableAndNeverImported) {
  ToldCase told(compiled(impact_table()));
  auto event = with_attribute("impact", "high");
  event.set_priority(9);
  EXPECT_EQ(told.send(event).front().classified().priority(), 5) << "no urgency yet";
  EXPECT_EQ(told.send(with_attribute("urgency", "low")).front().classified().priority(), 3);
  EXPECT_EQ(told.send(with_attribute("urgency", "high")).front().classified().priority(), 1);
  EXPECT_EQ(told.customer_says("hello").priority(), 1) << "the case remembers its attributes";
  EXPECT_EQ(told.send(with_attribute("impact", "odd")).front().classified().priority(), 5);
}

TEST(LateEvent, ChangesOnlyWhatTheCaseDoesNotKnow) {
  ToldCase told(compiled(impact_table()));
  told.send(with_attribute("impact", "high"));
  auto late = with_attribute("impact", "low");
  (*late.mutable_attributes())["urgency"] = "high";
  late.set_queue("billing");
  set_occurred_at(late, told.now() - absl::Hours(1));
  EXPECT_EQ(told.send(late).front().classified().priority(), 1);
  EXPECT_EQ(told.state().attributes().at("impact"), "high");
  EXPECT_EQ(told.state().attributes().at("urgency"), "high");
  EXPECT_EQ(told.state().queue(), "billing");
  EXPECT_EQ(told.state().last_event_at_ms(), to_ms(told.now() - absl::Seconds(10)));
}

TEST(LateEvent, LeavesTheToldPriorityAlone) {
  ToldCase told(compiled({}));
  ContactEvent event;
  event.set_priority(2);
  told.send(event);
  event.set_priority(7);
  set_occurred_at(event, told.now() - absl::Hours(1));
  EXPECT_EQ(told.send(event).front().classified().priority(), 2);
}

TEST(Case, RemembersWhatConditionsLookAt) {
  ToldCase told(compiled({}));
  ContactEvent event;
  event.set_channel("chat");
  event.set_queue("support");
  event.mutable_customer()->set_tier("gold");
  event.mutable_customer()->set_language("fr");
  event.mutable_status_changed()->set_status("open");
  told.send(event);
  told.customer_says("bonjour");
  EXPECT_EQ(told.state().channel(), "chat");
  EXPECT_EQ(told.state().queue(), "support");
  EXPECT_EQ(told.state().tier(), "gold");
  EXPECT_EQ(told.state().language(), "fr");
  EXPECT_EQ(told.state().status(), "open");
}

TEST(Retirement, WaitsForTheSilenceThatThePolicyAsksFor) {
  ClassifyRules rules;
  rules.retire_after = absl::Hours(100);
  ToldCase told(compiled(rules));
  EXPECT_TRUE(timers(told.state()).empty());
  told.customer_says("hello");
  const auto armed = timers(told.state());
  ASSERT_EQ(armed.size(), 1U);
  EXPECT_EQ(armed[0].kind, kRetireTimer);
  EXPECT_EQ(armed[0].due, told.now() + absl::Hours(101));
}

TEST(Retirement, IsNotMovedByEveryEvent) {
  ClassifyRules rules;
  rules.retire_after = absl::Hours(100);
  ToldCase told(compiled(rules));
  told.customer_says("hello");
  const DueTimer first = timers(told.state())[0];
  told.customer_says("are you there");
  EXPECT_EQ(timers(told.state())[0], first);
  told.wait(absl::Hours(2));
  told.customer_says("hello?");
  const DueTimer moved = timers(told.state())[0];
  EXPECT_GT(moved.generation, first.generation);
  EXPECT_GE(moved.due, told.now() + absl::Hours(100));
  EXPECT_TRUE(told.fire(first).empty()) << "a stale generation";
}

TEST(Retirement, EmptiesTheCase) {
  ToldCase told(compiled({}));
  told.customer_says("hello");
  const DueTimer due = timers(told.state())[0];
  told.wait(due.due - told.now());
  const Events events = told.fire(due);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].retired().retired_at_ms(), to_ms(told.now()));
  EXPECT_EQ(told.state().ByteSizeLong(), 0U);
  EXPECT_TRUE(told.fire(due).empty());
  EXPECT_EQ(told.customer_says("hello again").customer_messages(), 1);
  EXPECT_GT(timers(told.state())[0].generation, due.generation);
}

TEST(Case, SurvivesWhatNoPolicyForesaw) {
  ToldCase told(compiled({}));
  EXPECT_EQ(told.send(ContactEvent()).size(), 1U);
  EXPECT_EQ(told.customer_says("\xff\xfe broken \xc3").contact().customer_message().text(),
            "\uFFFD\uFFFD broken \uFFFD");
  EXPECT_EQ(told.customer_says(std::string(900'000, '!')).triggers_size(), 0);
  EXPECT_EQ(told.customer_says("👩‍👩‍👧‍👦 e\u0301\u0301\u0301 \u202E").language(),
            "en");
  ClassificationEvent nothing;
  CaseConversation state = told.state();
  evolve(state, nothing);
  EXPECT_EQ(state.SerializeAsString(), told.state().SerializeAsString());
}

TEST(Case, EvolvesToTheSameStateFromItsJournal) {
  ClassifyRules rules = impact_table();
  rules.repeat_contact = RepeatContactRule{};
  ToldCase told(compiled(rules));
  std::vector<ClassificationEvent> journal;
  for (int i = 0; i < 50; ++i) {
    ContactEvent event = with_attribute(i % 3 == 0 ? "impact" : "urgency", i % 2 ? "high" : "low");
    event.set_contact_id("contact-" + std::to_string(i % 7));
    set_occurred_at(event, told.now() + absl::Seconds((i * 37) % 50));
    for (const auto& decided : told.send(event)) {
      journal.push_back(decided);
    }
  }
  CaseConversation folded;
  for (const ClassificationEvent& event : journal) {
    evolve(folded, event);
  }
  EXPECT_EQ(folded.DebugString(), told.state().DebugString());
}

}  // namespace
}  // namespace escalon::classify
