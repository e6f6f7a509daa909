// Cases that are handed on too often.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

contact::v1::ContactEvent transferred() {
  contact::v1::ContactEvent contact;
  contact.mutable_transferred()->set_to_queue("billing");
  return contact;
}

Command reassign_to(const std::string& team) {
  Command command;
  command.mutable_reassign()->set_to_team(team);
  return command;
}

TEST(Misrouted, TheFourthTransferGoesToTheSupervisor) {
  TestedCase tested;
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(kinds(tested.happens(transferred())), "story_noted");
  }
  EXPECT_EQ(kinds(tested.happens(transferred())), "story_noted opened step_started");
  EXPECT_EQ(tested.escalation().team(), "supervisors");
  EXPECT_EQ(tested.escalation().rule(), "transfers");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_MISROUTED);
  EXPECT_EQ(tested.escalation().causes(0).detail(), "4 transfers");
}

TEST(Misrouted, AHandOverOfTheEscalationToAnotherTeamCountsAsATransfer) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.happens(transferred());
  tested.happens(transferred());
  const std::string id = tested.escalation().escalation_id();
  EXPECT_EQ(kinds(tested.order(reassign_to("network"))), "reassigned step_started");
  Command fourth = reassign_to("care");
  fourth.set_escalation_id(id);
  EXPECT_EQ(kinds(tested.order(fourth)), "reassigned step_started opened step_started");
  EXPECT_EQ(tested.escalation().causes(0).cause(), v1::CAUSE_MISROUTED);
  EXPECT_EQ(tested.escalation().team(), "supervisors");
  EXPECT_EQ(tested.state().escalations(0).team(), "care") << "the order is carried out as well";
}

TEST(Misrouted, AHandOverToTheSupervisorsThemselvesAddsTheCause) {
  EscalationPolicy policy = tested_policy();
  policy.transfers_max = 1;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.happens(transferred());
  EXPECT_EQ(kinds(tested.order(reassign_to("supervisors"))), "reassigned step_started cause_added");
  EXPECT_EQ(tested.state().escalations_size(), 1);
}

TEST(Misrouted, AColleagueOfTheSameTeamIsNoTransfer) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  for (const std::string person : {"ann", "bob", "cleo", "dan", "eve"}) {
    Command command;
    command.mutable_reassign()->set_to_person(person);
    EXPECT_EQ(kinds(tested.order(command)), "reassigned step_started");
  }
  EXPECT_EQ(tested.state().story().transfers(), 0);
}

TEST(Misrouted, ARefusedHandOverIsNoTransfer) {
  EscalationPolicy policy = tested_policy();
  policy.transfers_max = 1;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.happens(transferred());
  EXPECT_EQ(kinds(tested.order(reassign_to("nowhere"))), "command_refused");
  EXPECT_EQ(tested.state().story().transfers(), 1);
}

}  // namespace
}  // namespace escalon::escalation
