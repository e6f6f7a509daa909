#include "escalon/intake/intake.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "escalon/base/instant.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "fake_producer.hpp"

namespace escalon::intake {
namespace {

class IntakeStory : public testing::Test {
 protected:
  static ContactEvent message(const std::string& contact) {
    ContactEvent event;
    event.set_contact_id(contact);
    event.set_channel("chat");
    event.mutable_customer_message()->set_text("hello");
    return event;
  }
  std::optional<Result<AcceptedEvent>> publish(Intake& to, ContactEvent event,
                                               std::string_view traceparent = {}) {
    std::optional<Result<AcceptedEvent>> answer;
    to.publish(
        std::move(event),
        [&](Result<AcceptedEvent> accepted) { answer.emplace(std::move(accepted)); }, traceparent);
    return answer;
  }
  static journal::Topology twelve() { return {12, {}}; }

  absl::Time now = absl::FromUnixSeconds(1'700'000'000);
  FakeProducer log;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  Intake intake{log, [this] { return now; }, {twelve(), 3}, metrics};
};

TEST_F(IntakeStory, TheSmallestEventIsCompletedAndAnsweredWithItsIds) {
  const auto answer = publish(intake, message("c1"));
  ASSERT_TRUE(answer && answer->ok());
  EXPECT_EQ((*answer)->tenant, "default");
  EXPECT_EQ((*answer)->case_id, "c1");
  EXPECT_FALSE((*answer)->event_id.empty());
  ASSERT_EQ(log.entries().size(), 1U);
  ContactEvent stored;
  ASSERT_TRUE(stored.ParseFromString(log.entries()[0].record->body));
  EXPECT_EQ(stored.event_id(), (*answer)->event_id);
  EXPECT_EQ(stored.occurred_at().seconds(), absl::ToUnixSeconds(now));
}

TEST_F(IntakeStory, EveryResultIsShownBeforeItIsCounted) {
  for (const char* kind : {"event", "command"}) {
    for (const char* result : {"accepted", "invalid", "full", "failed"}) {
      const std::string line = std::string("escalon_intake_requests_total{kind=\"") + kind +
                               "\",result=\"" + result + "\"} 0";
      EXPECT_NE(registry.render().find(line), std::string::npos) << line;
    }
  }
}

TEST_F(IntakeStory, AnEventGoesToThePartitionOfItsCase) {
  publish(intake, message("c1"));
  const auto& entry = log.entries().at(0);
  EXPECT_EQ(entry.at, (journal::TopicPartition{"contact.events",
                                               partition_of(make_key("default", "c1"), 12)}));
  EXPECT_EQ(entry.record->header.keys, std::vector<std::string>{"default/c1"});
  EXPECT_EQ(entry.record->header.stage, "intake");
  EXPECT_EQ(entry.record->header.kind, journal::RecordKind::kPlain);
}

TEST_F(IntakeStory, AnEventGoesOnInTheTraceOfItsRequest) {
  constexpr std::string_view kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  publish(intake, message("c1"), kTrace);
  EXPECT_EQ(log.entries().at(0).record->header.traceparent, kTrace);
  publish(intake, message("c1"), "00-4bf92f3577b34da6-01");
  EXPECT_EQ(log.entries().at(1).record->header.traceparent, "") << "not by the standard";
}

TEST_F(IntakeStory, TheSameEventGetsTheSameIdEachTime) {
  const auto first = publish(intake, message("c1"));
  const auto second = publish(intake, message("c1"));
  EXPECT_EQ((*first)->event_id, (*second)->event_id);
}

TEST_F(IntakeStory, AWrongFieldIsRefusedAndLeavesNoTrace) {
  ContactEvent event = message("c1");
  event.set_channel("fax");
  const auto answer = publish(intake, event);
  ASSERT_TRUE(answer && !answer->ok());
  EXPECT_EQ(answer->error().kind, Error::Kind::kInvalid);
  EXPECT_EQ(answer->error().message.rfind("channel", 0), 0U) << answer->error().message;
  EXPECT_TRUE(log.entries().empty());
}

TEST_F(IntakeStory, AnEventFromTheFutureIsRefused) {
  ContactEvent event = message("c1");
  event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now) + 301);
  EXPECT_FALSE(publish(intake, event)->ok());
  event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(now) + 299);
  EXPECT_TRUE(publish(intake, event)->ok());
}

TEST_F(IntakeStory, AnswersOnlyWhenTheRecordIsDurable) {
  log.hold();
  std::optional<bool> answered;
  intake.publish(message("c1"),
                 [&](const Result<AcceptedEvent>& accepted) { answered = accepted.ok(); });
  EXPECT_FALSE(answered);
  log.release();
  EXPECT_EQ(answered, true);
}

TEST_F(IntakeStory, RefusesWhatIsTooMuchAndTakesAgainWhenThereIsRoom) {
  log.hold();
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(publish(intake, message("c" + std::to_string(i))));
  }
  const auto refused = publish(intake, message("c4"));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->error().kind, Error::Kind::kExhausted);
}

TEST_F(IntakeStory, ALogThatCannotBeWrittenIsSaidAndNotHeldAgainstLaterEvents) {
  log.fail();
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(publish(intake, message("c1"))->error().kind, Error::Kind::kUnavailable);
  }
}

TEST_F(IntakeStory, ACommandGoesToTheCaseAndGetsAnId) {
  Command command;
  command.set_case_id("c1");
  command.mutable_acknowledge();
  std::optional<Result<AcceptedCommand>> answer;
  intake.submit(command,
                [&](Result<AcceptedCommand> accepted) { answer.emplace(std::move(accepted)); });
  ASSERT_TRUE(answer && answer->ok());
  EXPECT_EQ((*answer)->command_id.size(), 32U);
  const auto& entry = log.entries().at(0);
  EXPECT_EQ(entry.at,
            (journal::TopicPartition{"commands", partition_of(make_key("default", "c1"), 12)}));
  EXPECT_TRUE(entry.record->header.destinations.empty());
}

TEST_F(IntakeStory, PresenceNamesThePartitionOfTheTeam) {
  Command command;
  command.mutable_set_presence()->set_person("mia");
  command.mutable_set_presence()->set_team("billing");
  command.mutable_set_presence()->set_presence("present");
  intake.submit(command,
                [](const Result<AcceptedCommand>& accepted) { EXPECT_TRUE(accepted.ok()); });
  const auto& header = log.entries().at(0).record->header;
  EXPECT_TRUE(journal::concerns(header, "team", partition_of(make_key("default", "billing"), 12)));
  EXPECT_EQ(header.keys, std::vector<std::string>{"default/billing"});
}

}  // namespace
}  // namespace escalon::intake
