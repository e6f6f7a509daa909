#include "escalon/intake/command_outcomes.hpp"

#include <gtest/gtest.h>

#include <future>

#include "journal_story.hpp"

namespace escalon::intake {
namespace {

// The outcome of a command when it is known at once.
std::optional<CommandOutcome> known(CommandOutcomes& outcomes, const std::string& command) {
  std::promise<std::optional<CommandOutcome>> answer;
  outcomes.await(
      "default", command, absl::ZeroDuration(),
      [&](std::optional<CommandOutcome> outcome) { answer.set_value(std::move(outcome)); });
  return answer.get_future().get();
}

TEST(CommandOutcomes, AnEventThatNamesTheCommandMakesItDone) {
  CommandOutcomes outcomes;
  tell(outcomes, acknowledged("k1"), 17);
  const auto outcome = known(outcomes, "k1");
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->done);
  EXPECT_EQ(outcome->position, "escalation/0/17");
  EXPECT_EQ(outcome->case_id, "c1");
  EXPECT_EQ(outcome->escalation_id, "e1");
}

TEST(CommandOutcomes, ARefusalCarriesItsReason) {
  CommandOutcomes outcomes;
  tell(outcomes, refused("k1", "the case has no open escalation"));
  const auto outcome = known(outcomes, "k1");
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->done);
  EXPECT_EQ(outcome->reason, "the case has no open escalation");
}

TEST(CommandOutcomes, TheFirstOutcomeCounts) {
  CommandOutcomes outcomes;
  tell(outcomes, acknowledged("k1"), 17);
  tell(outcomes, refused("k1", "late"), 18);
  EXPECT_TRUE(known(outcomes, "k1")->done);
}

TEST(CommandOutcomes, WhoeverWaitsIsToldWhenItComes) {
  CommandOutcomes outcomes;
  std::promise<bool> answer;
  outcomes.await("default", "k1", absl::Hours(1),
                 [&](const std::optional<CommandOutcome>& outcome) {
                   answer.set_value(outcome && outcome->done);
                 });
  tell(outcomes, acknowledged("other"));
  tell(outcomes, acknowledged("k1"));
  EXPECT_TRUE(answer.get_future().get());
}

TEST(CommandOutcomes, WhatIsNotKnownInTimeIsSaidSo) {
  CommandOutcomes outcomes;
  EXPECT_FALSE(known(outcomes, "nobody knows"));
}

TEST(CommandOutcomes, WhatIsGivenUpIsSaidSoAtOnceToWhoWaitsAndWhoAsksThen) {
  CommandOutcomes outcomes;
  tell(outcomes, acknowledged("k1"));
  std::promise<bool> waits;
  std::promise<bool> comes_later;
  const auto answer = [](std::promise<bool>& told) {
    return [&told](const auto& outcome) { told.set_value(outcome.has_value()); };
  };
  outcomes.await("default", "k2", absl::Hours(1), answer(waits));
  outcomes.give_up();
  outcomes.await("default", "k3", absl::Hours(1), answer(comes_later));
  EXPECT_FALSE(waits.get_future().get());
  EXPECT_FALSE(comes_later.get_future().get());
  EXPECT_TRUE(known(outcomes, "k1"));
}

TEST(CommandOutcomes, AnotherTenantsCommandOfTheSameIdIsAnother) {
  CommandOutcomes outcomes;
  tell(outcomes, acknowledged("k1"));
  std::promise<bool> answer;
  outcomes.await("acme", "k1", absl::ZeroDuration(),
                 [&](const auto& outcome) { answer.set_value(outcome.has_value()); });
  EXPECT_FALSE(answer.get_future().get());
}

TEST(CommandOutcomes, PresenceIsReadFromTheTeamsJournal) {
  CommandOutcomes outcomes;
  team::v1::TeamEvent event;
  event.mutable_presence_changed()->set_command_id("k1");
  auto record = std::make_shared<journal::DecodedRecord>();
  journal::v1::Decision& decision = *record->body.mutable_decision();
  decision.add_changes()->set_key("default/billing");
  decision.mutable_changes(0)->add_events(event.SerializeAsString());
  event.mutable_presence_refused()->set_command_id("k2");
  event.mutable_presence_refused()->set_reason("no such team");
  decision.mutable_changes(0)->add_events(event.SerializeAsString());
  outcomes.decided({"team", 3}, 5, record);
  EXPECT_TRUE(known(outcomes, "k1")->done);
  EXPECT_EQ(known(outcomes, "k2")->reason, "no such team");
  EXPECT_EQ(known(outcomes, "k2")->position, "team/3/5");
}

TEST(CommandOutcomes, ACommandThatCouldNotBeDecidedIsRefused) {
  CommandOutcomes outcomes;
  auto record = std::make_shared<journal::DecodedRecord>();
  journal::v1::Decision& decision = *record->body.mutable_decision();
  decision.mutable_cause()->set_topic("commands");
  decision.mutable_cause()->set_id("default/k1");
  decision.mutable_dead_lettered()->set_reason("decide threw");
  outcomes.decided({"escalation", 0}, 1, record);
  EXPECT_EQ(known(outcomes, "k1")->reason, "decide threw");
}

TEST(CommandOutcomes, KnowsTheCaseOfAnEscalation) {
  CommandOutcomes outcomes;
  tell(outcomes, opened("e1"));
  EXPECT_EQ(outcomes.case_of("default", "e1"), make_key("default", "c1"));
  EXPECT_FALSE(outcomes.case_of("default", "e2"));
}

}  // namespace
}  // namespace escalon::intake
