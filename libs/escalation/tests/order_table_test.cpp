#include <gtest/gtest.h>

#include <array>

#include "escalon/base/instant.hpp"
#include "tested_case.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

/// Where an escalation may stand when an order comes; bob has it where anybody has.
struct Standing {
  const char* name;
  void (*bring_there)(TestedCase&);
};

void accept_as_bob(TestedCase& tested) {
  Command command;
  command.mutable_accept();
  tested.order(command, "bob");
}

constexpr std::array<Standing, 6> kStandings{{
    {"open", [](TestedCase&) {}},
    {"assigned", [](TestedCase& tested) { tested.offered("bob"); }},
    {"acknowledged", [](TestedCase& tested) { tested.acknowledge("bob"); }},
    {"accepted", &accept_as_bob},
    {"resolved", [](TestedCase& tested) { tested.resolve("solved"); }},
    {"withdrawn", [](TestedCase& tested) { tested.withdraw_breach("first_response", "b1"); }},
}};

/// A breach of which the team `care` has the escalation, brought to where it stands.
TestedCase standing(const Standing& where) {
  TestedCase tested;
  tested.breach("first_response", "b1");
  where.bring_there(tested);
  return tested;
}

Command about(const TestedCase& tested, void (*set)(Command&)) {
  Command command;
  command.set_escalation_id(tested.escalation().escalation_id());
  set(command);
  return command;
}

/// What an order does in each standing, in their order; `-` = it is refused.
struct Row {
  const char* actor;
  void (*order)(Command&);
  std::array<const char*, 6> outcomes;
};

void check(const Row& row) {
  for (std::size_t i = 0; i < kStandings.size(); ++i) {
    TestedCase tested = standing(kStandings[i]);
    const CaseEscalations before = tested.state();
    const std::string outcome = kinds(tested.order(about(tested, row.order), row.actor));
    const std::string expected = row.outcomes[i];
    EXPECT_EQ(outcome, expected == "-" ? "command_refused" : expected)
        << row.actor << " where it is " << kStandings[i].name;
    if (expected == "-") {
      EXPECT_EQ(tested.escalation().SerializeAsString(),
                before.escalations(before.escalations_size() - 1).SerializeAsString())
          << "a refusal leaves no trace on the escalation";
    }
  }
}

TEST(OrderTable, Acknowledge) {
  const auto order = [](Command& command) { command.mutable_acknowledge(); };
  check({"bob", order, {"acknowledged", "acknowledged", "-", "-", "-", "-"}});
  check({"cleo", order, {"acknowledged", "acknowledged", "-", "-", "-", "-"}});
}

TEST(OrderTable, Accept) {
  const auto order = [](Command& command) { command.mutable_accept(); };
  check({"bob", order, {"accepted", "accepted", "accepted", "-", "-", "-"}});
  check({"cleo", order, {"accepted", "accepted", "-", "-", "-", "-"}});
}

TEST(OrderTable, Decline) {
  const auto order = [](Command& command) { command.mutable_decline(); };
  check(
      {"bob",
       order,
       {"-", "declined step_started", "declined step_started", "declined step_started", "-", "-"}});
  check({"cleo", order, {"-", "-", "-", "-", "-", "-"}});
}

TEST(OrderTable, Reassign) {
  const auto order = [](Command& command) { command.mutable_reassign()->set_to_team("network"); };
  const char* done = "reassigned step_started";
  check({"bob", order, {done, done, done, done, "-", "-"}});
  check({"cleo", order, {done, done, done, done, "-", "-"}});
}

TEST(OrderTable, Raise) {
  const auto order = [](Command& command) { command.mutable_raise(); };
  const char* done = "raised step_started";
  check({"cleo", order, {done, done, done, done, "-", "-"}});
}

TEST(OrderTable, DeEscalate) {
  const auto order = [](Command& command) { command.mutable_de_escalate(); };
  const char* done = "de_escalated resolved";
  check({"cleo", order, {done, done, done, done, "-", "-"}});
}

TEST(OrderTable, Resolve) {
  const auto order = [](Command& command) { command.mutable_resolve()->set_outcome("other"); };
  check({"cleo", order, {"resolved", "resolved", "resolved", "resolved", "-", "-"}});
}

TEST(OrderTable, Reopen) {
  const auto order = [](Command& command) { command.mutable_reopen(); };
  const char* done = "reopened step_started";
  check({"cleo", order, {"-", "-", "-", "-", done, done}});
}

TEST(OrderTable, NobodyOrdersAnything) {
  const std::array<void (*)(Command&), 3> orders = {
      [](Command& command) { command.mutable_acknowledge(); },
      [](Command& command) { command.mutable_raise(); },
      [](Command& command) { command.mutable_reopen(); }};
  for (const auto order : orders) {
    check({"", order, {"-", "-", "-", "-", "-", "-"}});
  }
}

/// What stays of who had it and who is asked after an order that moves it.
struct After {
  const char* name;
  void (*order)(Command&);
  v1::EscalationStatus status;
  const char* person;
  const char* queue_team;
  bool waits;  ///< For an acknowledgement.
};

TEST(Order, SaysWhoIsAskedAfterwards) {
  const std::vector<After> orders = {
      {"acknowledge", [](Command& command) { command.mutable_acknowledge(); },
       v1::ESCALATION_STATUS_ACKNOWLEDGED, "mia", "care", false},
      {"accept", [](Command& command) { command.mutable_accept(); }, v1::ESCALATION_STATUS_ACCEPTED,
       "mia", "care", false},
      {"reassign to a team",
       [](Command& command) { command.mutable_reassign()->set_to_team("network"); },
       v1::ESCALATION_STATUS_OPEN, "", "network", true},
      {"reassign to a person",
       [](Command& command) { command.mutable_reassign()->set_to_person("emil"); },
       v1::ESCALATION_STATUS_ASSIGNED, "emil", "", true},
      {"raise", [](Command& command) { command.mutable_raise(); }, v1::ESCALATION_STATUS_ASSIGNED,
       "dora", "", true},
      {"resolve", [](Command& command) { command.mutable_resolve()->set_outcome("solved"); },
       v1::ESCALATION_STATUS_RESOLVED, "", "", false},
      {"de-escalate", [](Command& command) { command.mutable_de_escalate(); },
       v1::ESCALATION_STATUS_RESOLVED, "", "", false},
  };
  for (const After& after : orders) {
    TestedCase tested;
    tested.customer_says("I am furious", {"conflict"});
    tested.offered("bob");
    tested.order(about(tested, after.order), "mia");
    EXPECT_EQ(tested.escalation().status(), after.status) << after.name;
    EXPECT_EQ(tested.escalation().person(), after.person) << after.name;
    EXPECT_EQ(tested.escalation().queue_team(), after.queue_team) << after.name;
    EXPECT_EQ(tested.escalation().acknowledge_by_ms() != 0, after.waits) << after.name;
  }
}

TEST(Order, TellsTheQueueThatHadItAndTheOneThatGetsIt) {
  using Teams = std::vector<std::string>;
  const std::vector<std::pair<void (*)(Command&), std::vector<Teams>>> orders = {
      {[](Command& command) { command.mutable_acknowledge(); }, {{"care"}}},
      {[](Command& command) { command.mutable_accept(); }, {{"care"}}},
      {[](Command& command) { command.mutable_raise(); }, {{"care"}, {}}},
      {[](Command& command) { command.mutable_reassign()->set_to_team("network"); },
       {{"care"}, {"network"}}},
      {[](Command& command) { command.mutable_resolve()->set_outcome("other"); }, {{"care"}}},
      {[](Command& command) { command.mutable_decline(); }, {{"care"}, {"care"}}},
  };
  for (const auto& [set, expected] : orders) {
    TestedCase tested;
    tested.customer_says("I am furious", {"conflict"});
    tested.offered("bob");
    std::vector<Teams> addressed;
    for (const Event& event : tested.order(about(tested, set), "bob")) {
      addressed.push_back(addressed_teams(event));
    }
    EXPECT_EQ(addressed, expected);
  }
}

TEST(Order, TakesEffectWhenItWasGiven) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  Command command;
  command.set_command_id("k1");
  command.set_actor("bob");
  command.mutable_acknowledge();
  command.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kNine + absl::Minutes(3)));
  tested.pass(absl::Minutes(5));
  const Events events = tested.tell({tested.key, "k1", &command});
  EXPECT_EQ(events[0].effective_at_ms(), to_ms(kNine + absl::Minutes(3)));
  EXPECT_EQ(tested.escalation().acknowledged_at_ms(), to_ms(kNine + absl::Minutes(3)));
}

TEST(Order, WithoutAnInstantTakesEffectNow) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  tested.pass(absl::Minutes(5));
  Command command;
  command.set_actor("bob");
  command.mutable_acknowledge();
  const Events events = tested.tell({tested.key, "k1", &command});
  EXPECT_EQ(events[0].effective_at_ms(), to_ms(kNine + absl::Minutes(5)));
}

TEST(Resolve, KeepsItsWordsForTheNextReader) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  Command command;
  command.mutable_resolve()->set_outcome("solved");
  command.mutable_resolve()->set_root_cause(std::string(1000, 'c'));
  command.mutable_resolve()->set_note(std::string(5000, 'n'));
  const v1::Resolved resolved = first(tested.order(command), Event::kResolved).resolved();
  EXPECT_EQ(resolved.root_cause(), std::string(280, 'c'));
  EXPECT_EQ(resolved.note(), std::string(1120, 'n'));
}

TEST(Resolve, TakesTheOutcomesOfThePolicyAlone) {
  EscalationPolicy policy = tested_policy();
  policy.outcomes = {"refunded"};
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  EXPECT_EQ(kinds(tested.resolve("solved")), "command_refused");
  EXPECT_EQ(kinds(tested.resolve("refunded")), "resolved");
}

TEST(Reassign, TakesAnyTeamWhereThePolicyListsNone) {
  EscalationPolicy policy = tested_policy();
  policy.teams.clear();
  TestedCase tested(policy);
  tested.customer_says("I am furious", {"conflict"});
  Command command;
  command.mutable_reassign()->set_to_team("anybody");
  EXPECT_EQ(kinds(tested.order(command)), "reassigned step_started");
  EXPECT_EQ(tested.escalation().team(), "anybody");
}

TEST(Reassign, WithinTheTeamKeepsTheType) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  Command raise;
  raise.mutable_raise();
  tested.order(raise);
  Command command;
  command.mutable_reassign()->set_to_person("emil");
  tested.order(command);
  EXPECT_EQ(tested.escalation().type(), v1::ESCALATION_TYPE_HIERARCHICAL);
  EXPECT_EQ(tested.escalation().team(), "care");
}

TEST(Reopen, IsRefusedWhereAnotherTeamHasTheSameCause) {
  TestedCase tested;
  tested.customer_says("I am furious", {"conflict"});
  const std::string old = tested.escalation().escalation_id();
  tested.resolve("solved");
  tested.customer_says("furious again", {"conflict"});
  Command move;
  move.mutable_reassign()->set_to_team("network");
  tested.order(move);
  Command command;
  command.set_escalation_id(old);
  command.mutable_reopen();
  EXPECT_EQ(kinds(tested.order(command)), "command_refused");
}

}  // namespace
}  // namespace escalon::escalation
