#include <gtest/gtest.h>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;
using contact::v1::ContactEvent;

std::string last_line(const TestedCase& tested) {
  const auto& timeline = tested.state().story().timeline();
  return timeline.empty() ? "" : timeline.rbegin()->what();
}

TestedCase furious() {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  return tested;
}

Command order(void (*set)(Command&)) {
  Command command;
  set(command);
  return command;
}

TEST(Timeline, TellsEachTurnOfAnEscalation) {
  TestedCase tested = furious();
  EXPECT_EQ(last_line(tested), "escalated to care, conflict");
  tested.offered("bob");
  tested.decline("bob");
  EXPECT_EQ(last_line(tested), "bob cannot take it: in a call");
  tested.order(order([](Command& command) { command.mutable_accept(); }), "cleo");
  EXPECT_EQ(last_line(tested), "cleo has taken it over");
  tested.order(order([](Command& command) {
                 command.mutable_reassign()->set_to_team("network");
                 command.mutable_reassign()->set_reason("the line is dead");
               }),
               "cleo");
  EXPECT_EQ(last_line(tested), "given to network : the line is dead");
  tested.order(order([](Command& command) { command.mutable_raise()->set_reason("too hard"); }));
  EXPECT_EQ(last_line(tested), "raised to level 2: too hard");
  tested.order(order([](Command& command) { command.mutable_de_escalate(); }));
  EXPECT_EQ(last_line(tested), "lowered to level 1");
  tested.acknowledge("bob");
  EXPECT_EQ(last_line(tested), "bob has seen it");
  tested.order(order([](Command& command) {
    command.mutable_resolve()->set_outcome("solved");
    command.mutable_resolve()->set_note("a new cable");
  }));
  EXPECT_EQ(last_line(tested), "resolved, solved: a new cable");
  tested.order(order([](Command& command) { command.mutable_reopen(); }));
  EXPECT_EQ(last_line(tested), "reopened");
}

TEST(Timeline, TellsWhoDidNotAnswer) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(last_line(tested), "no answer from care") << "nobody of the queue had it";
  tested.pass(absl::Minutes(5));
  EXPECT_EQ(last_line(tested), "no answer from dora");
  TestedCase offered = furious();
  offered.offered("bob");
  offered.pass(absl::Minutes(10));
  EXPECT_EQ(last_line(offered), "no answer from bob");
}

TEST(Timeline, TellsWhatWasTakenBack) {
  TestedCase tested;
  tested.breach("first_response", "breach-1");
  EXPECT_EQ(last_line(tested), "escalated to care, sla_breach");
  tested.withdraw_breach("first_response", "breach-1");
  EXPECT_EQ(last_line(tested), "withdrawn: the breach of first_response was taken back");
  const auto& timeline = tested.state().story().timeline();
  EXPECT_EQ(timeline[timeline.size() - 2].what(),
            "a cause was taken back: the breach of first_response was taken back");
}

TEST(Timeline, DoesNotTellWhatOnlyMachinesNeed) {
  TestedCase tested = furious();
  const std::string before = last_line(tested);
  tested.offered("bob");
  tested.nobody_free();
  tested.acknowledge("bob", "nonsense");
  EXPECT_EQ(last_line(tested), before);
}

TEST(Timeline, TellsWhatHappensToTheContact) {
  const std::vector<std::pair<std::string, void (*)(ContactEvent&)>> happenings = {
      {"customer: it is slow",
       [](ContactEvent& event) { event.mutable_started()->set_subject("it is slow"); }},
      {"customer: hello",
       [](ContactEvent& event) { event.mutable_customer_message()->set_text("hello"); }},
      {"agent: hello",
       [](ContactEvent& event) { event.mutable_agent_message()->set_text("hello"); }},
      {"platform: transferred to billing night ann",
       [](ContactEvent& event) {
         event.mutable_transferred()->set_to_queue("billing");
         event.mutable_transferred()->set_to_team("night");
         event.mutable_transferred()->set_to_agent("ann");
       }},
      {"platform: status waiting",
       [](ContactEvent& event) { event.mutable_status_changed()->set_status("waiting"); }},
      {"agent: asked for an escalation. no idea",
       [](ContactEvent& event) {
         event.mutable_escalation_asked()->set_by("agent");
         event.mutable_escalation_asked()->set_note("no idea");
       }},
      {"platform: contact ended hang_up",
       [](ContactEvent& event) { event.mutable_ended()->set_reason("hang_up"); }},
      {"customer: never again",
       [](ContactEvent& event) { event.mutable_survey_answered()->set_comment("never again"); }},
  };
  for (const auto& [line, set] : happenings) {
    TestedCase tested;
    ContactEvent event;
    set(event);
    tested.happens(event);
    ASSERT_FALSE(tested.state().story().timeline().empty()) << line;
    EXPECT_EQ(tested.state().story().timeline(0).what(), line);
    EXPECT_EQ(tested.state().story().timeline(0).at_ms(), to_ms(kNine));
  }
}

TEST(Timeline, CutsReasonsThatPeopleGive) {
  TestedCase tested = furious();
  Command command;
  command.mutable_raise()->set_reason(std::string(5000, 'x'));
  const Events events = tested.order(command);
  EXPECT_EQ(events[0].raised().reason().size(), 280U);
  EXPECT_LE(last_line(tested).size(), 320U);
}

TEST(Timeline, KeepsTheNewestTwentyLines) {
  TestedCase tested;
  for (int i = 1; i <= 25; ++i) {
    tested.customer_says("message " + std::to_string(i));
  }
  ASSERT_EQ(tested.state().story().timeline_size(), 20);
  EXPECT_EQ(tested.state().story().timeline(0).what(), "customer: message 6");
  EXPECT_EQ(last_line(tested), "customer: message 25");
}

TEST(Issue, IsTheFirstThatTheCustomerSaid) {
  TestedCase tested;
  tested.agent_says("how can I help?");
  EXPECT_EQ(tested.state().story().issue(), "");
  tested.customer_says("my modem is broken");
  tested.customer_says("and the phone too");
  EXPECT_EQ(tested.state().story().issue(), "my modem is broken");
}

TEST(Tried, AreTheNewestEightThatTheAgentSaid) {
  TestedCase tested;
  for (int i = 1; i <= 10; ++i) {
    tested.agent_says("try " + std::to_string(i));
  }
  ASSERT_EQ(tested.state().story().tried_size(), 8);
  EXPECT_EQ(tested.state().story().tried(0), "try 3");
  EXPECT_EQ(tested.state().story().tried(7), "try 10");
}

TEST(Customer, IsKnownByAllThatEventsToldOfThem) {
  TestedCase tested;
  ContactEvent first_event;
  first_event.mutable_held();
  first_event.mutable_customer()->set_id("c-7");
  first_event.mutable_customer()->set_tier("silver");
  tested.happens(first_event);
  ContactEvent second_event;
  second_event.mutable_held();
  second_event.mutable_customer()->set_tier("gold");
  second_event.mutable_customer()->set_preferred_channel("email");
  tested.happens(second_event);
  const auto& customer = tested.state().story().customer();
  EXPECT_EQ(customer.id(), "c-7");
  EXPECT_EQ(customer.tier(), "gold");
  EXPECT_EQ(customer.preferred_channel(), "email");
  EXPECT_EQ(kinds(tested.happens(second_event)), "") << "which is no news";
}

TEST(Story, NotesOnlyWhatChanged) {
  TestedCase tested;
  ContactEvent event;
  event.set_channel("chat");
  event.set_agent("ann");
  event.mutable_customer_message()->set_text("hello");
  const Event first_note = tested.happens(event).front();
  EXPECT_EQ(first_note.story_noted().channel(), "chat");
  EXPECT_NE(first_note.story_noted().retire_at_ms(), 0);
  const Event second_note = tested.happens(event).front();
  EXPECT_EQ(second_note.story_noted().text(), "hello");
  EXPECT_EQ(second_note.story_noted().channel(), "");
  EXPECT_EQ(second_note.story_noted().agent(), "");
  EXPECT_EQ(second_note.story_noted().retire_at_ms(), 0);
}

}  // namespace
}  // namespace escalon::escalation
