#include <gtest/gtest.h>

#include "tested_team.hpp"

namespace escalon::queue {
namespace {

using escalation::v1::EscalationEvent;
using Ids = std::vector<std::string>;

TestedTeam with_bob(int capacity = 1) {
  TestedTeam team;
  team.presence("bob", "present", capacity);
  return team;
}

TEST(Queue, GivesWorkToWhoeverIsFree) {
  TestedTeam team = with_bob();
  EXPECT_EQ(kinds(team.ask({.id = "e1"})), "enqueued offered");
  EXPECT_EQ(team.holder("e1"), "bob");
  EXPECT_EQ(team.person("bob").load(), 1);
  EXPECT_EQ(team.all().back().case_id(), "case-e1");
}

TEST(Queue, SaysThatNobodyIsFree) {
  TestedTeam empty;
  EXPECT_EQ(kinds(empty.ask({.id = "e1"})), "enqueued nobody_free");
  TestedTeam busy = with_bob();
  busy.ask({.id = "e1"});
  const Events events = busy.ask({.id = "e2"});
  EXPECT_EQ(kinds(events), "enqueued nobody_free");
  EXPECT_EQ(events.back().nobody_free().present(), 1);
}

TEST(Queue, GivesWaitingWorkAtOnceWhenCapacityFrees) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  EXPECT_EQ(kinds(team.resolved("e1")), "released offered");
  EXPECT_EQ(team.holder("e2"), "bob");
}

TEST(Queue, GivesWaitingWorkAtOnceWhenSomebodyComes) {
  TestedTeam team;
  team.ask({.id = "e1"});
  EXPECT_EQ(kinds(team.presence("bob", "present")), "presence_changed offered");
}

TEST(Queue, KeepsTheOrderOfPriorityThenDueThenAge) {
  TestedTeam team;
  team.ask({.id = "young", .opened_at_ms = 20});
  team.ask({.id = "old", .opened_at_ms = 10});
  team.ask({.id = "due_late", .due_at_ms = 2000, .opened_at_ms = 30});
  team.ask({.id = "due_soon", .due_at_ms = 1000, .opened_at_ms = 40});
  team.ask({.id = "urgent", .priority = 1, .opened_at_ms = 50});
  EXPECT_EQ(team.waiting(), (Ids{"urgent", "due_soon", "due_late", "old", "young"}));
  team.presence("bob", "present", 2);
  EXPECT_EQ(team.waiting(), (Ids{"due_late", "old", "young"}));
}

TEST(Queue, AsksTheLongestIdleFirst) {
  TestedTeam team;
  team.presence("bob", "present");
  team.pass(absl::Minutes(1));
  team.presence("ann", "present");
  team.pass(absl::Minutes(1));
  team.ask({.id = "e1"});
  EXPECT_EQ(team.holder("e1"), "bob");
  team.ask({.id = "e2"});
  team.pass(absl::Minutes(1));
  team.resolved("e2");
  team.pass(absl::Minutes(1));
  team.resolved("e1");
  team.ask({.id = "e3"});
  EXPECT_EQ(team.holder("e3"), "ann") << "free since before bob";
}

TEST(Queue, PassesOverWhoeverIsNotToBeAsked) {
  TestedTeam team = with_bob();
  EXPECT_EQ(kinds(team.ask({.id = "e1", .not_to = {"bob"}})), "enqueued nobody_free");
  EXPECT_EQ(kinds(team.ask({.id = "e2"})), "enqueued offered") << "and blocks nobody behind it";
}

TEST(Queue, HoldsUpNobodyBehindWorkThatSomebodyDeclined) {
  TestedTeam team;
  team.ask({.id = "declined", .opened_at_ms = 1, .not_to = {"bob"}});
  team.ask({.id = "behind", .opened_at_ms = 2});
  team.presence("bob", "present");
  EXPECT_EQ(team.holder("behind"), "bob");
}

TEST(Queue, LetsGoOfWhatIsNoLongerItsOwn) {
  const std::vector<std::pair<std::string, void (*)(EscalationEvent&)>> endings = {
      {"timed_out", [](EscalationEvent& event) { event.mutable_acknowledgement_timed_out(); }},
      {"declined", [](EscalationEvent& event) { event.mutable_declined()->set_person("bob"); }},
      {"reassigned", [](EscalationEvent& event) { event.mutable_reassigned(); }},
      {"raised", [](EscalationEvent& event) { event.mutable_raised(); }},
      {"de_escalated", [](EscalationEvent& event) { event.mutable_de_escalated(); }},
      {"withdrawn", [](EscalationEvent& event) { event.mutable_withdrawn(); }},
      {"resolved", [](EscalationEvent& event) { event.mutable_resolved(); }},
  };
  for (const auto& [reason, set] : endings) {
    TestedTeam team = with_bob();
    team.ask({.id = "e1"});
    EscalationEvent event;
    set(event);
    const Events events = team.happens("e1", 1, event);
    ASSERT_EQ(kinds(events), "released") << reason;
    EXPECT_EQ(events[0].released().reason(), reason);
    EXPECT_EQ(events[0].released().person(), "bob");
    EXPECT_EQ(team.person("bob").load(), 0);
  }
}

TEST(Queue, IgnoresOlderAssignments) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1", .assignment = 2});
  EXPECT_EQ(kinds(team.resolved("e1", 1)), "");
  EXPECT_EQ(kinds(team.ask({.id = "e1", .assignment = 1})), "");
  EXPECT_EQ(kinds(team.ask({.id = "e1", .assignment = 2})), "") << "said twice is said once";
  EXPECT_EQ(team.holder("e1"), "bob");
}

TEST(Queue, TakesANewerAssignmentInPlaceOfTheOlder) {
  TestedTeam team = with_bob();
  team.presence("ann", "present");
  team.ask({.id = "e1"});
  const std::string before = team.holder("e1");
  EXPECT_EQ(kinds(team.ask({.id = "e1", .assignment = 2, .not_to = {before}})),
            "released enqueued offered");
  EXPECT_NE(team.holder("e1"), before);
  EXPECT_EQ(team.person(before).load(), 0);
}

TEST(Queue, LetsGoWhenAStepAsksSomebodyElse) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  EscalationEvent event;
  event.mutable_step_started()->add_targets()->set_person("dora");
  EXPECT_EQ(kinds(team.happens("e1", 2, event)), "released");
}

TEST(Queue, KeepsWorkThatIsAcknowledged) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  EXPECT_EQ(kinds(team.acknowledged("e1", "bob")), "kept");
  EXPECT_EQ(kinds(team.acknowledged("e1", "bob")), "");
  EXPECT_EQ(team.person("bob").load(), 1);
}

TEST(Queue, CountsWorkThatAColleagueTook) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  team.presence("ann", "away");
  EXPECT_EQ(kinds(team.acknowledged("e1", "ann")), "taken");
  EXPECT_EQ(team.holder("e1"), "ann");
  EXPECT_EQ(team.person("ann").load(), 1);
  EXPECT_EQ(team.person("bob").load(), 0);
}

TEST(Queue, LetsGoOfWorkThatAStrangerTook) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  EXPECT_EQ(kinds(team.acknowledged("e1", "a supervisor")), "released offered");
  EXPECT_EQ(team.holder("e2"), "bob");
}

TEST(Queue, TellsTheEscalationOfOffersAndOfNobodyAlone) {
  TestedTeam team = with_bob();
  team.ask({.id = "e1"});
  team.ask({.id = "e2"});
  std::string told;
  for (const Event& event : team.all()) {
    told += !concerned_cases(event).empty() ? kinds({event}) + " " : "";
  }
  EXPECT_EQ(told, "offered nobody_free ");
}

}  // namespace
}  // namespace escalon::queue
