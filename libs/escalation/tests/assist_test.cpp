// Supervisors who join a contact, and notes that come later.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

TestedCase furious_on_the_phone(const std::string& agent) {
  TestedCase tested;
  contact::v1::ContactEvent said;
  said.set_agent(agent);
  said.set_channel("voice");
  said.mutable_transcript_segment()->set_text("I am furious");
  tested.happens(said, {"conflict"});
  return tested;
}

Command assist(const std::string& mode) {
  Command command;
  command.mutable_assist()->set_mode(mode);
  command.mutable_assist()->set_reason("sam is new");
  return command;
}

std::string refusal(const Events& events) {
  return first(events, Event::kCommandRefused).command_refused().reason();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Assist, IsARecordedRequestToThePlatform) {
  for (const std::string mode : {"monitor", "whisper", "barge"}) {
    TestedCase tested = furious_on_the_phone("sam");
    const Events events = tested.order(assist(mode), "grace");
    ASSERT_EQ(kinds(events), "assist_requested") << mode;
    const v1::AssistRequested& requested = events[0].assist_requested();
    EXPECT_EQ(requested.mode(), mode);
    EXPECT_EQ(requested.person(), "grace");
    EXPECT_EQ(requested.agent(), "sam");
    EXPECT_EQ(requested.channel(), "voice");
    EXPECT_EQ(requested.reason(), "sam is new");
    EXPECT_TRUE(is_unseen(tested.escalation())) << "whoever is asked is asked on";
  }
}

TEST(Assist, IsInTheTimelineOfTheHandover) {
  TestedCase tested = furious_on_the_phone("sam");
  tested.order(assist("whisper"), "grace");
  const auto& timeline = tested.state().story().timeline();
  EXPECT_EQ(timeline.rbegin()->what(), "grace asks to whisper sam");
}

TEST(TakeOver, MovesOwnershipAsAcceptingDoes) {
  TestedCase tested = furious_on_the_phone("sam");
  const Events events = tested.order(assist("take_over"), "grace");
  EXPECT_EQ(kinds(events), "assist_requested accepted");
  EXPECT_EQ(events[1].accepted().from_owner(), "sam");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ACCEPTED);
  EXPECT_EQ(tested.escalation().person(), "grace");
}

TEST(TakeOver, OfWhatOneOwnsMovesTheContactAlone) {
  TestedCase tested = furious_on_the_phone("sam");
  Command accept;
  accept.mutable_accept();
  tested.order(accept, "grace");
  EXPECT_EQ(kinds(tested.order(assist("take_over"), "grace")), "assist_requested");
}

TEST(TakeOver, OfWhatSomebodyElseHasIsRefused) {
  TestedCase tested = furious_on_the_phone("sam");
  tested.acknowledge("bob");
  const Events events = tested.order(assist("take_over"), "grace");
  EXPECT_EQ(kinds(events), "command_refused") << "the platform is asked for nothing";
  EXPECT_TRUE(says(refusal(events), "bob has acknowledged it"));
  EXPECT_EQ(kinds(tested.order(assist("whisper"), "grace")), "assist_requested");
}

TEST(Assist, IsRefusedWhereNoAgentHasTheContact) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_TRUE(says(refusal(tested.order(assist("monitor"), "grace")), "No agent has the contact"));
}

TEST(Assist, IsRefusedWhereNothingIsOpen) {
  TestedCase tested = furious_on_the_phone("sam");
  tested.resolve("solved");
  EXPECT_TRUE(says(refusal(tested.order(assist("monitor"), "grace")), "no open escalation"));
}

TEST(Assist, IsNotForWhoHasTheContact) {
  TestedCase tested = furious_on_the_phone("sam");
  EXPECT_TRUE(says(refusal(tested.order(assist("barge"), "sam")), "You have the contact yourself"));
}

TEST(Assist, KnowsFourWays) {
  TestedCase tested = furious_on_the_phone("sam");
  EXPECT_TRUE(says(refusal(tested.order(assist("wisper"), "grace")), "did you mean 'whisper'"));
}

TEST(Note, MayBeAddedAfterwards) {
  TestedCase tested = furious_on_the_phone("sam");
  Command command;
  EXPECT_TRUE(says(refusal([&] {
                     command.mutable_add_note();
                     return tested.order(command, "sam");
                   }()),
                   "The note is empty"));
  command.mutable_add_note()->set_text("promised a call at five");
  const Events events = tested.order(command, "sam");
  ASSERT_EQ(kinds(events), "note_added");
  EXPECT_EQ(events[0].note_added().text(), "promised a call at five");
  EXPECT_EQ(tested.state().story().timeline().rbegin()->what(),
            "note of sam: promised a call at five");
}

}  // namespace
}  // namespace escalon::escalation
