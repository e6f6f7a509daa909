#include <gtest/gtest.h>

#include "tested_team.hpp"

namespace escalon::queue {
namespace {

/// A state as it was stored before there were lanes: bob has one, two wait.
TeamState old_state() {
  TeamState state;
  team::v1::Person& bob = *state.add_people();
  bob.set_person("bob");
  bob.set_presence("present");
  bob.set_capacity(1);
  bob.set_load(1);
  team::v1::QueueItem& given = *state.add_given();
  given.set_escalation_id("held");
  given.set_assignment(1);
  given.set_person("bob");
  for (const std::string id : {"w1", "w2"}) {
    team::v1::QueueItem& item = *state.add_waiting();
    item.set_escalation_id(id);
    item.set_assignment(1);
    item.set_priority(3);
  }
  return state;
}

TEST(OldState, IsGivenOutAsAny) {
  TestedTeam team;
  team.restore(old_state());
  EXPECT_EQ(waiting_count(team.state()), 2);
  EXPECT_EQ(kinds(team.resolved("held")), "released offered");
  EXPECT_EQ(team.holder("w1"), "bob");
  EXPECT_EQ(team.waiting(), std::vector<std::string>{"w2"});
  EXPECT_EQ(team.state().waiting_size(), 0) << "filed at the first event";
}

TEST(OldState, LetsGoOfWhatWaitedInIt) {
  TestedTeam team;
  team.restore(old_state());
  EXPECT_EQ(kinds(team.abandoned("w1")), "released");
  EXPECT_EQ(team.waiting(), std::vector<std::string>{"w2"});
}

TEST(OldState, KnowsWhatItHasAlready) {
  TestedTeam team;
  team.restore(old_state());
  EXPECT_EQ(kinds(team.ask({.id = "w1", .assignment = 1})), "");
  EXPECT_EQ(kinds(team.ask({.id = "w1", .assignment = 2})), "released enqueued nobody_free");
}

TEST(OldRecord, WithoutTermsWaitsAmongThoseThatAskForNothing) {
  Event enqueued;
  enqueued.set_escalation_id("e1");
  enqueued.set_assignment(1);
  enqueued.mutable_enqueued()->set_priority(3);
  TeamState state;
  evolve(state, enqueued);
  TestedTeam team;
  team.restore(state);
  team.ask({.id = "e2", .priority = 4});
  EXPECT_EQ(team.state().lanes_size(), 1);
  team.presence("bob", "present");
  EXPECT_EQ(team.holder("e1"), "bob");
}

}  // namespace
}  // namespace escalon::queue
