#include <gtest/gtest.h>

#include <google/protobuf/util/message_differencer.h>

#include <set>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

/// A case with one escalation of care and one of network, in that order.
TestedCase two_open() {
  TestedCase tested;
  tested.customer_says("furious, and my line is dead", {"conflict", "needs_specialist"});
  EXPECT_EQ(tested.state().escalations_size(), 2);
  return tested;
}

const v1::Escalation& of_care(const TestedCase& tested) {
  return tested.state().escalations(0);
}
const v1::Escalation& of_network(const TestedCase& tested) {
  return tested.state().escalations(1);
}

TEST(Several, ClimbByThemselves) {
  TestedCase tested = two_open();
  tested.acknowledge("bob", of_care(tested).escalation_id());
  tested.pass(absl::Minutes(10));
  EXPECT_EQ(of_care(tested).step(), 0);
  EXPECT_EQ(of_care(tested).status(), v1::ESCALATION_STATUS_ACKNOWLEDGED);
  EXPECT_EQ(of_network(tested).step(), 1);
  EXPECT_EQ(of_network(tested).person(), "dora");
}

TEST(Several, HaveATimerEach) {
  TestedCase tested = two_open();
  std::set<std::string> ids;
  for (const DueTimer& timer : timers(tested.state())) {
    if (timer.kind == kAcknowledgementTimer) {
      ids.insert(timer.id);
      EXPECT_EQ(timer.due, kNine + absl::Minutes(10));
    }
  }
  EXPECT_EQ(ids.size(), 2U);
}

TEST(Several, AreSettledByThemselves) {
  TestedCase tested = two_open();
  Command command;
  command.set_escalation_id(of_network(tested).escalation_id());
  command.mutable_resolve()->set_outcome("solved");
  tested.order(command);
  EXPECT_TRUE(is_open(of_care(tested).status()));
  EXPECT_FALSE(is_open(of_network(tested).status()));
  EXPECT_EQ(kinds(tested.acknowledge("bob")), "acknowledged") << "one is left to be meant";
}

TEST(Several, TakeABreachWhereItsTeamIs) {
  TestedCase tested = two_open();
  tested.breach("first_response", "b1");
  EXPECT_EQ(of_care(tested).causes_size(), 2);
  EXPECT_EQ(of_network(tested).causes_size(), 1);
  tested.withdraw_breach("first_response", "b1");
  EXPECT_EQ(of_care(tested).causes_size(), 1);
}

TEST(Several, MayMeetInOneTeam) {
  TestedCase tested = two_open();
  Command command;
  command.set_escalation_id(of_network(tested).escalation_id());
  command.mutable_reassign()->set_to_team("care");
  tested.order(command);
  EXPECT_EQ(of_network(tested).team(), "care");
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "cause_added");
  EXPECT_EQ(of_care(tested).causes_size(), 2) << "the older one has it";
}

TEST(Several, OpenedByOneEventHaveIdsOfTheirOwn) {
  const TestedCase tested = two_open();
  EXPECT_NE(of_care(tested).escalation_id(), of_network(tested).escalation_id());
  EXPECT_EQ(of_care(tested).escalation_id(),
            derive_id({"escalation", "default/case-1", "contact-1", "conflict"}));
}

TEST(Several, CausesOfOneEventAreOneEscalationForOneTeam) {
  TestedCase tested;
  const Events events = tested.customer_says("furious, your manager, now",
                                             {"conflict", "customer_asked", "conflict"});
  EXPECT_EQ(kinds(events), "story_noted opened step_started cause_added");
  EXPECT_EQ(tested.escalation().causes_size(), 2);
  EXPECT_EQ(tested.escalation().causes(1).cause(), v1::CAUSE_CUSTOMER_ASKED);
}

TEST(Cause, ThatNobodyKnowsIsNoReason) {
  TestedCase tested;
  EXPECT_EQ(kinds(tested.customer_says("hello", {"boredom", ""})), "story_noted");
}

TEST(Cause, OfAnAskerIsTheirOwnWhereTheyNameNone) {
  TestedCase by_agent;
  by_agent.asks_for_escalation("agent", "", "please");
  EXPECT_EQ(by_agent.escalation().causes(0).cause(), v1::CAUSE_AGENT_ASKED);
  EXPECT_EQ(by_agent.escalation().causes(0).detail(), "please");
  TestedCase by_customer;
  by_customer.asks_for_escalation("customer", "boredom", "");
  EXPECT_EQ(by_customer.escalation().causes(0).cause(), v1::CAUSE_CUSTOMER_ASKED);
}

TEST(Cause, OfASecondBreachOfTheSameClockIsAnother) {
  TestedCase tested;
  tested.breach("first_response", "b1");
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "") << "the same breach is known";
  EXPECT_EQ(kinds(tested.breach("first_response", "b2")), "cause_added");
}

TEST(Cause, ThatWasWithdrawnMayComeAgain) {
  TestedCase tested;
  tested.breach("first_response", "b1");
  tested.withdraw_breach("first_response", "b1");
  EXPECT_EQ(kinds(tested.breach("first_response", "b1")), "opened step_started");
  EXPECT_EQ(tested.state().escalations_size(), 2);
}

TEST(Cause, NeverMakesAnEscalationLessUrgent) {
  EscalationPolicy policy = tested_policy();
  policy.matrix[0].priority = 2;
  policy.matrix[1].priority = 7;
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  tested.breach("first_response", "b1");
  EXPECT_EQ(tested.escalation().priority(), 2);
}

TEST(Transfers, MayBeUnlimited) {
  EscalationPolicy policy = tested_policy();
  policy.transfers_max = 0;
  TestedCase tested(policy);
  contact::v1::ContactEvent transferred;
  transferred.mutable_transferred()->set_to_queue("billing");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(kinds(tested.happens(transferred)), "story_noted");
  }
  EXPECT_EQ(tested.state().story().transfers(), 10);
}

TEST(Transfers, GoByARuleOfTheMatrixWhereThereIsOne) {
  EscalationPolicy policy = tested_policy();
  policy.transfers_max = 1;
  policy.matrix.push_back(
      {.name = "lost", .causes = {"misrouted"}, .team = "network", .ladder = "care"});
  TestedCase tested(policy);
  contact::v1::ContactEvent transferred;
  transferred.mutable_transferred()->set_to_queue("billing");
  tested.happens(transferred);
  tested.happens(transferred);
  EXPECT_EQ(tested.escalation().rule(), "lost");
  EXPECT_EQ(tested.escalation().causes(0).detail(), "2 transfers");
}

TEST(TeamAnswer, ForAnEscalationThatIsNotThereDoesNothing) {
  TestedCase tested = two_open();
  team::v1::TeamEvent event;
  event.set_escalation_id("nonsense");
  event.set_assignment(1);
  event.mutable_offered()->set_person("bob");
  EXPECT_TRUE(tested.tell({tested.key, "team-1", &event}).empty());
}

TEST(TeamAnswer, ThatIsTheQueuesOwnBusinessDoesNothing) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  team::v1::TeamEvent event;
  event.set_escalation_id(tested.escalation().escalation_id());
  event.set_assignment(tested.escalation().assignment());
  event.mutable_enqueued();
  EXPECT_TRUE(tested.tell({tested.key, "team-1", &event}).empty());
  event.mutable_kept();
  EXPECT_TRUE(tested.tell({tested.key, "team-2", &event}).empty());
}

TEST(TeamAnswer, AfterTheEndDoesNothing) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.resolve("solved");
  EXPECT_EQ(kinds(tested.offered("bob")), "");
  EXPECT_EQ(kinds(tested.nobody_free()), "");
}

TEST(Clock, ThatStartsStopsOrWarnsIsNoReason) {
  TestedCase tested;
  sla::v1::SlaEvent event;
  event.set_clock("first_response");
  for (const auto set : {+[](sla::v1::SlaEvent& sla) { sla.mutable_started(); },
                         +[](sla::v1::SlaEvent& sla) { sla.mutable_warning_reached(); },
                         +[](sla::v1::SlaEvent& sla) { sla.mutable_stopped()->set_met(false); },
                         +[](sla::v1::SlaEvent& sla) { sla.mutable_case_retired(); }}) {
    set(event);
    EXPECT_TRUE(tested.tell({tested.key, "sla-1", &event}).empty());
  }
}

TEST(Decision, LeavesItsStateAlone) {
  TestedCase tested = two_open();
  const CaseEscalations before = tested.state();
  for (const DueTimer& timer : timers(before)) {
    static_cast<void>(decide(before, timer, timer.due, tested.policy()));
  }
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(before, tested.state()));
}

TEST(Decision, IsTheSameForTheSameInput) {
  const TestedCase one = two_open();
  const TestedCase two = two_open();
  ASSERT_EQ(one.all().size(), two.all().size());
  for (std::size_t i = 0; i < one.all().size(); ++i) {
    EXPECT_EQ(one.all()[i].SerializeAsString(), two.all()[i].SerializeAsString());
  }
}

TEST(State, IsTheFoldOfItsEvents) {
  TestedCase tested = two_open();
  tested.pass(absl::Minutes(12));
  tested.acknowledge("bob", of_care(tested).escalation_id());
  tested.breach("first_response", "b1");
  tested.pass(absl::Hours(2));
  CaseEscalations again;
  for (const Event& event : tested.all()) {
    evolve(again, event);
  }
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(again, tested.state()));
}

TEST(State, TakesAnEventOfAnEscalationThatIsNotThere) {
  CaseEscalations state;
  Event event;
  event.set_escalation_id("nonsense");
  event.mutable_acknowledged()->set_person("bob");
  evolve(state, event);
  EXPECT_EQ(state.escalations_size(), 0);
  evolve(state, Event());
  EXPECT_EQ(state.escalations_size(), 0);
}

}  // namespace
}  // namespace escalon::escalation
