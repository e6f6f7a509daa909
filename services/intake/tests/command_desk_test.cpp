#include "escalon/intake/command_desk.hpp"

#include <gtest/gtest.h>

#include <future>

#include "escalon/intake/intake.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "fake_producer.hpp"
#include "journal_story.hpp"

namespace escalon::intake {
namespace {

class CommandDeskStory : public testing::Test {
 protected:
  static v1::SubmitCommandRequest acknowledge(const std::string& id) {
    v1::SubmitCommandRequest request;
    request.mutable_command()->set_command_id(id);
    request.mutable_command()->set_case_id("c1");
    request.mutable_command()->mutable_acknowledge();
    return request;
  }
  std::future<Result<v1::SubmitCommandResponse>> submit(CommandDesk& to,
                                                        const v1::SubmitCommandRequest& request) {
    auto promise = std::make_shared<std::promise<Result<v1::SubmitCommandResponse>>>();
    to.submit(request, [promise](Result<v1::SubmitCommandResponse> answer) {
      promise->set_value(std::move(answer));
    });
    return promise->get_future();
  }

  FakeProducer log;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  Intake intake{log, [] { return absl::FromUnixSeconds(1'700'000'000); }, {}, metrics};
  CommandOutcomes outcomes;
  CommandDesk desk{intake, outcomes, absl::Hours(1)};
};

TEST_F(CommandDeskStory, WaitsForTheOutcome) {
  auto answer = submit(desk, acknowledge("k1"));
  tell(outcomes, acknowledged("k1"));
  const auto response = answer.get();
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->outcome(), v1::COMMAND_OUTCOME_DONE);
  EXPECT_EQ(response->position(), "escalation/0/17");
}

TEST_F(CommandDeskStory, TellsWhyItWasRefused) {
  auto answer = submit(desk, acknowledge("k1"));
  tell(outcomes, refused("k1", "already resolved"));
  const auto response = answer.get();
  EXPECT_EQ(response->outcome(), v1::COMMAND_OUTCOME_REFUSED);
  EXPECT_EQ(response->reason(), "already resolved");
}

TEST_F(CommandDeskStory, DoesNotWaitWhereItIsToldNotTo) {
  auto request = acknowledge("k1");
  request.set_no_wait(true);
  EXPECT_EQ(submit(desk, request).get()->outcome(), v1::COMMAND_OUTCOME_PENDING);
}

TEST_F(CommandDeskStory, AnOutcomeThatIsLateIsPending) {
  CommandDesk hasty(intake, outcomes, absl::ZeroDuration());
  EXPECT_EQ(submit(hasty, acknowledge("k1")).get()->outcome(), v1::COMMAND_OUTCOME_PENDING);
}

TEST_F(CommandDeskStory, FindsTheCaseOfAnEscalation) {
  tell(outcomes, opened("e1"));
  auto request = acknowledge("k1");
  request.mutable_command()->clear_case_id();
  request.mutable_command()->set_escalation_id("e1");
  request.set_no_wait(true);
  ASSERT_TRUE(submit(desk, request).get().ok());
  EXPECT_EQ(log.entries().at(0).record->header.keys, std::vector<std::string>{"default/c1"});
}

TEST_F(CommandDeskStory, AnUnknownEscalationIsNotFound) {
  auto request = acknowledge("k1");
  request.mutable_command()->clear_case_id();
  request.mutable_command()->set_escalation_id("nobody's");
  const auto answer = submit(desk, request).get();
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, Error::Kind::kNotFound);
  EXPECT_TRUE(log.entries().empty());
}

}  // namespace
}  // namespace escalon::intake
