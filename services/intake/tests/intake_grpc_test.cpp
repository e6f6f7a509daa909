#include "escalon/intake/intake_grpc.hpp"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <thread>

#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/intake/v1/intake_service.grpc.pb.h"
#include "escalon/service/mesh_metrics.hpp"
#include "fake_producer.hpp"
#include "journal_story.hpp"

namespace escalon::intake {
namespace {

class IntakeOverGrpc : public testing::Test {
 protected:
  void SetUp() override {
    service = make_intake_service(intake, desk);
    grpc::ServerBuilder builder;
    builder.RegisterService(service.get());
    server = builder.BuildAndStart();
    stub = v1::IntakeService::NewStub(server->InProcessChannel({}));
  }
  void TearDown() override { server->Shutdown(); }

  static contact::v1::ContactEvent started(const std::string& contact,
                                           const std::string& channel = "chat") {
    contact::v1::ContactEvent event;
    event.set_contact_id(contact);
    event.set_channel(channel);
    event.mutable_started();
    return event;
  }

  FakeProducer log;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  Intake intake{log, [] { return absl::FromUnixSeconds(1'700'000'000); }, {{}, 400}, metrics};
  CommandOutcomes outcomes;
  CommandDesk desk{intake, outcomes, absl::Hours(1)};
  std::unique_ptr<grpc::Service> service;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<v1::IntakeService::Stub> stub;
};

TEST_F(IntakeOverGrpc, TakesOneEvent) {
  grpc::ClientContext context;
  v1::PublishEventRequest request;
  *request.mutable_event() = started("c1");
  v1::PublishEventResponse response;
  ASSERT_TRUE(stub->PublishEvent(&context, request, &response).ok());
  EXPECT_EQ(response.case_id(), "c1");
  EXPECT_EQ(response.tenant(), "default");
}

TEST_F(IntakeOverGrpc, RefusesAWrongFieldWithDetails) {
  grpc::ClientContext context;
  v1::PublishEventRequest request;
  *request.mutable_event() = started("c1", "fax");
  v1::PublishEventResponse response;
  const grpc::Status status = stub->PublishEvent(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_NE(status.error_details().find("google.rpc.BadRequest"), std::string::npos);
}

TEST_F(IntakeOverGrpc, SaysWhenToTryAgainWhileItIsFull) {
  log.hold();
  for (int i = 0; i < 400; ++i) {
    intake.publish(started("c"), [](const auto&) {});
  }
  grpc::ClientContext context;
  v1::PublishEventRequest request;
  *request.mutable_event() = started("c1");
  v1::PublishEventResponse response;
  const grpc::Status status = stub->PublishEvent(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(status.error_details().find("google.rpc.RetryInfo"), std::string::npos);
}

TEST_F(IntakeOverGrpc, EventsAndCommandsGoOnInTheTraceOfTheirCall) {
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  grpc::ClientContext one_call;
  one_call.AddMetadata("traceparent", trace);
  v1::PublishEventRequest one;
  *one.mutable_event() = started("c1");
  v1::PublishEventResponse answer;
  ASSERT_TRUE(stub->PublishEvent(&one_call, one, &answer).ok());
  grpc::ClientContext stream;
  stream.AddMetadata("traceparent", trace);
  v1::PublishEventsResponse counted;
  const auto writer = stub->PublishEvents(&stream, &counted);
  v1::PublishEventsRequest of_many;
  *of_many.mutable_event() = started("c2");
  ASSERT_TRUE(writer->Write(of_many));
  writer->WritesDone();
  ASSERT_TRUE(writer->Finish().ok());
  grpc::ClientContext order;
  order.AddMetadata("traceparent", trace);
  v1::SubmitCommandRequest request;
  request.set_no_wait(true);
  request.mutable_command()->set_command_id("k1");
  request.mutable_command()->set_case_id("c1");
  request.mutable_command()->mutable_acknowledge();
  v1::SubmitCommandResponse response;
  ASSERT_TRUE(stub->SubmitCommand(&order, request, &response).ok());
  ASSERT_EQ(log.entries().size(), 3U);
  for (const auto& entry : log.entries()) {
    EXPECT_EQ(entry.record->header.traceparent, trace) << entry.at.topic;
  }
}

TEST_F(IntakeOverGrpc, TakesAStreamOfEvents) {
  grpc::ClientContext context;
  v1::PublishEventsResponse response;
  const auto writer = stub->PublishEvents(&context, &response);
  for (int i = 0; i < 1000; ++i) {
    v1::PublishEventsRequest request;
    *request.mutable_event() = started("c" + std::to_string(i));
    ASSERT_TRUE(writer->Write(request));
  }
  writer->WritesDone();
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(response.accepted(), 1000);
  EXPECT_EQ(log.entries().size(), 1000U);
}

TEST_F(IntakeOverGrpc, EndsAStreamWhoseEventsBecomeDurableMeanwhile) {
  log.hold();
  const std::jthread disk([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      log.release();
    }
  });
  for (int i = 0; i < 300; ++i) {
    grpc::ClientContext context;
    v1::PublishEventsResponse response;
    const auto writer = stub->PublishEvents(&context, &response);
    v1::PublishEventsRequest request;
    *request.mutable_event() = started("c" + std::to_string(i));
    writer->WriteLast(request, grpc::WriteOptions());
    ASSERT_TRUE(writer->Finish().ok());
    ASSERT_EQ(response.accepted(), 1);
  }
}

TEST_F(IntakeOverGrpc, EndsAStreamAtTheFirstRefusal) {
  grpc::ClientContext context;
  v1::PublishEventsResponse response;
  const auto writer = stub->PublishEvents(&context, &response);
  v1::PublishEventsRequest request;
  *request.mutable_event() = started("c1", "fax");
  writer->Write(request);
  EXPECT_EQ(writer->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(IntakeOverGrpc, WaitsForTheOutcomeOfACommand) {
  tell(outcomes, acknowledged("k1"));
  grpc::ClientContext context;
  v1::SubmitCommandRequest request;
  request.mutable_command()->set_command_id("k1");
  request.mutable_command()->set_case_id("c1");
  request.mutable_command()->mutable_acknowledge();
  v1::SubmitCommandResponse response;
  ASSERT_TRUE(stub->SubmitCommand(&context, request, &response).ok());
  EXPECT_EQ(response.outcome(), v1::COMMAND_OUTCOME_DONE);
  EXPECT_EQ(response.position(), "escalation/0/17");
}

}  // namespace
}  // namespace escalon::intake
