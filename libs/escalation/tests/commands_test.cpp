#include <gtest/gtest.h>

#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

TestedCase furious() {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  return tested;
}

std::string refusal(const Events& events) {
  return first(events, Event::kCommandRefused).command_refused().reason();
}

bool says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

Command reassign_to(const std::string& team, const std::string& person = "") {
  Command command;
  command.mutable_reassign()->set_to_team(team);
  command.mutable_reassign()->set_to_person(person);
  return command;
}

Command raise_it() {
  Command command;
  command.mutable_raise()->set_reason("I cannot help");
  return command;
}

Command lower_it() {
  Command command;
  command.mutable_de_escalate();
  return command;
}

Command accept_it() {
  Command command;
  command.mutable_accept();
  return command;
}

Command reopen_it() {
  Command command;
  command.mutable_reopen()->set_reason("it came back");
  return command;
}

TEST(Command, SeenBeforeDoesNothing) {
  TestedCase tested = furious();
  Command command;
  command.set_command_id("once");
  command.mutable_acknowledge();
  EXPECT_EQ(kinds(tested.order(command)), "acknowledged");
  EXPECT_EQ(kinds(tested.order(command)), "");
}

TEST(Command, RefusedBeforeIsNotRefusedTwice) {
  TestedCase tested = furious();
  Command command;
  command.set_command_id("once");
  command.mutable_resolve();
  const Events refused = tested.order(command);
  EXPECT_EQ(kinds(refused), "command_refused");
  EXPECT_EQ(refused[0].owner_team(), "care");
  EXPECT_EQ(kinds(tested.order(command)), "");
}

TEST(Command, ForAnUnknownCaseIsRefused) {
  TestedCase tested;
  const Events events = tested.acknowledge("bob");
  EXPECT_EQ(kinds(events), "command_refused story_noted");
  EXPECT_TRUE(says(refusal(events), "Check the case id"));
  EXPECT_EQ(events[0].command_refused().command(), "acknowledge");
}

TEST(Command, ForAnUnknownEscalationIsRefusedWithThoseThatAreThere) {
  TestedCase tested = furious();
  const std::string reason = refusal(tested.acknowledge("bob", "nonsense"));
  EXPECT_TRUE(says(reason, "no escalation nonsense"));
  EXPECT_TRUE(says(reason, tested.escalation().escalation_id()));
}

TEST(Command, WithoutAnIdMeansTheOnlyOpenEscalation) {
  TestedCase tested = furious();
  EXPECT_EQ(kinds(tested.acknowledge("bob")), "acknowledged");
}

TEST(Command, WithoutAnIdIsRefusedWithTheListWhereSeveralAreOpen) {
  TestedCase tested;
  tested.customer_says("furious, and my line is dead", {"conflict", "needs_specialist"});
  const std::string reason = refusal(tested.acknowledge("bob"));
  for (const v1::Escalation& escalation : tested.state().escalations()) {
    EXPECT_TRUE(says(reason, escalation.escalation_id()));
  }
  EXPECT_EQ(kinds(tested.acknowledge("bob", tested.escalation().escalation_id())), "acknowledged");
}

TEST(Command, WithoutAnActorIsRefused) {
  TestedCase tested = furious();
  EXPECT_TRUE(says(refusal(tested.acknowledge("")), "Say who you are"));
}

TEST(Command, OnASettledEscalationIsRefused) {
  TestedCase tested = furious();
  const std::string id = tested.escalation().escalation_id();
  tested.resolve("solved");
  EXPECT_TRUE(says(refusal(tested.acknowledge("bob", id)), "is resolved. Reopen it first"));
  EXPECT_TRUE(says(refusal(tested.acknowledge("bob")), "no open escalation"));
}

TEST(Command, OnPresenceIsAnotherStagesConcern) {
  TestedCase tested = furious();
  Command command;
  command.mutable_set_presence()->set_person("bob");
  EXPECT_EQ(kinds(tested.order(command)), "");
}

TEST(Command, NamesItselfAndItsActorInItsOutcome) {
  TestedCase tested = furious();
  Command command;
  command.set_command_id("my-command");
  command.mutable_acknowledge();
  const Event event = tested.order(command, "cleo").front();
  EXPECT_EQ(event.command_id(), "my-command");
  EXPECT_EQ(event.actor(), "cleo");
}

TEST(Acknowledge, TwiceIsRefused) {
  TestedCase tested = furious();
  tested.acknowledge("bob");
  EXPECT_TRUE(says(refusal(tested.acknowledge("bob")), "There is nothing to do"));
  EXPECT_TRUE(says(refusal(tested.acknowledge("cleo")), "bob has acknowledged it"));
}

TEST(Accept, MovesOwnershipAndCountsAsAcknowledgement) {
  TestedCase tested = furious();
  EXPECT_EQ(kinds(tested.order(accept_it(), "bob")), "accepted");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_ACCEPTED);
  EXPECT_NE(tested.escalation().acknowledged_at_ms(), 0);
  EXPECT_TRUE(says(refusal(tested.order(accept_it(), "bob")), "There is nothing to do"));
}

TEST(Accept, MayFollowOnesOwnAcknowledgementAlone) {
  TestedCase tested = furious();
  tested.acknowledge("bob");
  EXPECT_EQ(kinds(tested.order(accept_it(), "cleo")), "command_refused");
  EXPECT_EQ(kinds(tested.order(accept_it(), "bob")), "accepted");
}

TEST(Decline, IsForThoseWhoAreAsked) {
  TestedCase tested = furious();
  EXPECT_TRUE(says(refusal(tested.decline("bob")), "You were not asked"));
  tested.offered("bob");
  EXPECT_TRUE(says(refusal(tested.decline("cleo")), "bob has it"));
  EXPECT_EQ(kinds(tested.decline("bob")), "declined step_started");
}

TEST(Decline, AfterAcknowledgingAsksAnewWithAFreshTimeOut) {
  TestedCase tested = furious();
  tested.offered("bob");
  tested.acknowledge("bob");
  tested.pass(absl::Hours(1));
  EXPECT_EQ(kinds(tested.decline("bob")), "declined step_started");
  EXPECT_EQ(tested.escalation().status(), v1::ESCALATION_STATUS_OPEN);
  EXPECT_EQ(kinds(tested.pass(absl::Minutes(10))), "acknowledgement_timed_out step_started");
}

TEST(Reassign, ToAnotherTeamIsFunctionalAndKeepsTheLevel) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].type = v1::ESCALATION_TYPE_PRIORITY;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.pass(absl::Minutes(10));
  const Events events = tested.order(reassign_to("network"));
  EXPECT_EQ(kinds(events), "reassigned step_started");
  EXPECT_EQ(events[0].reassigned().from_team(), "care");
  EXPECT_EQ(events[0].owner_team(), "care") << "until this event";
  EXPECT_EQ(events[1].owner_team(), "network");
  EXPECT_EQ(tested.escalation().type(), v1::ESCALATION_TYPE_FUNCTIONAL);
  EXPECT_EQ(tested.escalation().level(), 2);
  EXPECT_EQ(tested.escalation().team(), "network");
  EXPECT_EQ(tested.escalation().queue_team(), "network");
}

TEST(Reassign, ToAPersonAsksThemAndThenClimbsOn) {
  TestedCase tested = furious();
  tested.order(reassign_to("", "emil"));
  EXPECT_EQ(tested.escalation().person(), "emil");
  EXPECT_EQ(tested.escalation().team(), "care");
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().person(), "dora");
}

TEST(Reassign, NeedsATargetThatExistsAndIsNew) {
  TestedCase tested = furious();
  EXPECT_TRUE(says(refusal(tested.order(reassign_to(""))), "Name a team or a person"));
  EXPECT_TRUE(says(refusal(tested.order(reassign_to("netwrok"))), "did you mean 'network'"));
  tested.order(reassign_to("", "emil"));
  EXPECT_TRUE(says(refusal(tested.order(reassign_to("", "emil"))), "has it already"));
}

TEST(Raise, IsHierarchicalAndOneLevelUp) {
  TestedCase tested = furious();
  EXPECT_EQ(kinds(tested.order(raise_it())), "raised step_started");
  EXPECT_EQ(tested.escalation().type(), v1::ESCALATION_TYPE_HIERARCHICAL);
  EXPECT_EQ(tested.escalation().level(), 2);
  EXPECT_EQ(tested.escalation().person(), "dora");
}

TEST(Raise, AboveTheLadderGoesToTheSupervisorsAndThenNoFurther) {
  TestedCase tested = furious();
  tested.order(raise_it());
  tested.order(raise_it());
  EXPECT_TRUE(tested.escalation().default_route());
  EXPECT_EQ(tested.escalation().level(), 3);
  EXPECT_TRUE(says(refusal(tested.order(raise_it())), "nobody is above"));
}

TEST(DeEscalate, GoesBackDownAndAtLastToTheAgent) {
  TestedCase tested = furious();
  tested.order(raise_it());
  EXPECT_EQ(kinds(tested.order(lower_it())), "de_escalated step_started");
  EXPECT_EQ(tested.escalation().level(), 1);
  EXPECT_EQ(tested.escalation().queue_team(), "care");
  EXPECT_EQ(kinds(tested.order(lower_it())), "de_escalated resolved");
  EXPECT_EQ(tested.escalation().outcome(), "returned_to_agent");
}

/// An escalation that the ladder's first step has taken to level 2, and whom people put to level 1.
TestedCase put_below_the_ladder() {
  EscalationPolicy policy = tested_policy();
  policy.ladders["care"].steps.front().level = 2;
  policy.ladders["care"].steps.back().level = 3;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(tested.escalation().level(), 2);
  tested.order(lower_it());
  return tested;
}

TEST(DeEscalate, BelowTheLadderStaysWhereItWasPut) {
  TestedCase tested = put_below_the_ladder();
  EXPECT_EQ(tested.escalation().level(), 1);
  EXPECT_EQ(tested.escalation().queue_team(), "care");
  tested.offered("bob");
  tested.decline("bob");
  EXPECT_EQ(tested.escalation().level(), 1) << "and while the queue is asked again";
  EXPECT_EQ(kinds(tested.order(lower_it())), "de_escalated resolved");
}

TEST(DeEscalate, BelowTheLadderIsClimbedFromItsFirstStepWhereNobodyAnswers) {
  TestedCase tested = put_below_the_ladder();
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().step(), 0);
  EXPECT_EQ(tested.escalation().level(), 2);
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(tested.escalation().person(), "dora");
}

TEST(DeEscalate, BelowTheLadderMayBeRaisedToItsFirstStepAgain) {
  TestedCase tested = put_below_the_ladder();
  tested.order(raise_it());
  EXPECT_EQ(tested.escalation().step(), 0);
  EXPECT_EQ(tested.escalation().level(), 2);
}

TEST(Resolve, NeedsAKnownOutcome) {
  TestedCase tested = furious();
  EXPECT_TRUE(says(refusal(tested.resolve("")), "The outcome is missing"));
  EXPECT_TRUE(says(refusal(tested.resolve("solvd")), "did you mean 'solved'"));
  EXPECT_EQ(kinds(tested.resolve("workaround")), "resolved");
  EXPECT_EQ(tested.escalation().outcome(), "workaround");
}

TEST(Reopen, StartsTheLadderAnew) {
  TestedCase tested = furious();
  tested.pass(absl::Minutes(12));
  tested.resolve("solved");
  EXPECT_EQ(kinds(tested.order(reopen_it())), "reopened step_started");
  EXPECT_EQ(tested.escalation().step(), 0);
  EXPECT_EQ(tested.escalation().resolved_at_ms(), 0);
  EXPECT_EQ(tested.escalation().outcome(), "");
}

TEST(Reopen, IsForClosedEscalationsAlone) {
  TestedCase tested = furious();
  EXPECT_TRUE(says(refusal(tested.order(reopen_it())), "no closed escalation"));
  Command command = reopen_it();
  command.set_escalation_id(tested.escalation().escalation_id());
  EXPECT_TRUE(says(refusal(tested.order(command)), "not closed"));
}

TEST(Reopen, IsRefusedWhereTheTeamHasAnotherOneOpen) {
  TestedCase tested = furious();
  const std::string old = tested.escalation().escalation_id();
  tested.resolve("solved");
  tested.customer_says("furious again", {"conflict"});
  Command command = reopen_it();
  command.set_escalation_id(old);
  EXPECT_TRUE(says(refusal(tested.order(command)), tested.escalation().escalation_id()));
}

}  // namespace
}  // namespace escalon::escalation
