// Who answers for a case: its agent until somebody accepts; one owner team, and others that help.
#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

/// sam has the contact of an angry customer, and bob is asked to help.
TestedCase with_an_agent() {
  TestedCase tested;
  contact::v1::ContactEvent said;
  said.set_agent("sam");
  said.mutable_customer_message()->set_text("I am furious");
  tested.happens(said, {"conflict"});
  tested.offered("bob");
  return tested;
}

Command accept_it() {
  Command command;
  command.mutable_accept();
  return command;
}

Command ask_help(const std::string& team) {
  Command command;
  command.mutable_ask_help()->set_team(team);
  command.mutable_ask_help()->set_reason("the line may be cut");
  return command;
}

Command end_help(const std::string& team) {
  Command command;
  command.mutable_end_help()->set_team(team);
  return command;
}

std::string owner_before(const Events& events) {
  return first(events, Event::kAccepted).accepted().from_owner();
}

std::string refusal(const Events& events) {
  return first(events, Event::kCommandRefused).command_refused().reason();
}

TEST(Owner, TheAgentStaysOwnerUntilAccepted) {
  TestedCase tested = with_an_agent();
  tested.acknowledge("bob");
  EXPECT_EQ(tested.state().story().agent(), "sam") << "acknowledging moves nothing";
  EXPECT_EQ(tested.escalation().accepted_at_ms(), 0);
  tested.pass(absl::Minutes(3));
  EXPECT_EQ(owner_before(tested.order(accept_it(), "bob")), "sam") << "still sam's until here";
  EXPECT_NE(tested.escalation().accepted_at_ms(), 0);
}

TEST(Owner, IsWhoAcceptedLastWhereSeveralDid) {
  TestedCase tested = with_an_agent();
  tested.order(accept_it(), "bob");
  tested.pass(absl::Minutes(1));
  tested.customer_says("and the line is dead", {"needs_specialist"});
  Command second = accept_it();
  second.set_escalation_id(tested.escalation().escalation_id());
  EXPECT_EQ(owner_before(tested.order(second, "nina")), "bob");
  tested.pass(absl::Minutes(1));
  tested.customer_says("I will leave", {"churn_threat"});
  Command third = accept_it();
  third.set_escalation_id(tested.escalation().escalation_id());
  EXPECT_EQ(owner_before(tested.order(third, "grace")), "nina");
}

TEST(Owner, IsTheAgentAgainWhenTheEscalationHasEnded) {
  TestedCase tested = with_an_agent();
  tested.order(accept_it(), "bob");
  tested.resolve("solved");
  tested.customer_says("furious again", {"conflict"});
  EXPECT_EQ(owner_before(tested.order(accept_it(), "cleo")), "sam");
}

TEST(Help, LeavesTheOwnerTeamTheOwner) {
  TestedCase tested = with_an_agent();
  EXPECT_EQ(kinds(tested.order(ask_help("network"))), "help_asked");
  EXPECT_EQ(kinds(tested.order(ask_help("supervisors"))), "help_asked");
  EXPECT_EQ(tested.escalation().team(), "care");
  EXPECT_EQ(tested.escalation().person(), "bob") << "nobody is asked anew";
  EXPECT_EQ(std::vector<std::string>(tested.escalation().helping_teams().begin(),
                                     tested.escalation().helping_teams().end()),
            (std::vector<std::string>{"network", "supervisors"}));
  EXPECT_EQ(kinds(tested.order(end_help("network"))), "help_ended");
  EXPECT_EQ(tested.escalation().helping_teams_size(), 1);
}

TEST(Help, IsAskedOfAnotherTeamThatExistsAndOnce) {
  TestedCase tested = with_an_agent();
  EXPECT_NE(refusal(tested.order(ask_help(""))).find("Name the team"), std::string::npos);
  EXPECT_NE(refusal(tested.order(ask_help("netwrok"))).find("did you mean 'network'"),
            std::string::npos);
  EXPECT_NE(refusal(tested.order(ask_help("care"))).find("care owns it"), std::string::npos);
  tested.order(ask_help("network"));
  EXPECT_NE(refusal(tested.order(ask_help("network"))).find("helps already"), std::string::npos);
}

TEST(Help, EndsForTeamsThatHelp) {
  TestedCase tested = with_an_agent();
  EXPECT_NE(refusal(tested.order(end_help("network"))).find("No team does"), std::string::npos);
  tested.order(ask_help("network"));
  EXPECT_NE(refusal(tested.order(end_help("care"))).find("Teams that do: network"),
            std::string::npos);
}

TEST(Help, EndsWithTheEscalationAndWhenTheHelperBecomesTheOwner) {
  TestedCase tested = with_an_agent();
  tested.order(ask_help("network"));
  Command reassign;
  reassign.mutable_reassign()->set_to_team("network");
  tested.order(reassign);
  EXPECT_EQ(tested.escalation().helping_teams_size(), 0);
  tested.order(ask_help("care"));
  tested.resolve("solved");
  EXPECT_EQ(tested.escalation().helping_teams_size(), 0);
}

}  // namespace
}  // namespace escalon::escalation
