#include "escalon/insight/insight_grpc.hpp"

#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/v1/insight_service.grpc.pb.h"
#include "escalon/insight/wallboard.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "story_journal.hpp"

namespace escalon::insight {
namespace {

class InsightOverGrpc : public testing::Test {
 protected:
  void SetUp() override {
    grpc::ServerBuilder builder;
    builder.RegisterService(service.get());
    server = builder.BuildAndStart();
    stub = v1::InsightService::NewStub(server->InProcessChannel({}));
  }
  void TearDown() override { server->Shutdown(); }

  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  std::unique_ptr<ReadModel> model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  std::unique_ptr<Wallboard> wallboard =
      Wallboard::open(dir / "insight.db", [] { return absl::FromUnixMillis(kNoon); }).value();
  policy_book::MeshPolicyBook book;
  std::unique_ptr<PolicyAnswers> answers =
      PolicyAnswers::open(*model, book, [] { return absl::UnixEpoch(); }).value();
  StoryJournal story{*model};
  std::unique_ptr<grpc::Service> service = make_insight_service(*model, *wallboard, *answers);
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<v1::InsightService::Stub> stub;
};

TEST_F(InsightOverGrpc, TellsACaseOnceThePositionIsFolded) {
  story.customer_says("hello");
  grpc::ClientContext context;
  v1::GetCaseRequest request;
  request.set_case_id("c1");
  request.set_position("classified/0/0");
  v1::GetCaseResponse response;
  ASSERT_TRUE(stub->GetCase(&context, request, &response).ok());
  EXPECT_EQ(response.case_().case_id(), "c1");
}

TEST_F(InsightOverGrpc, TellsSimilarCasesAndFigures) {
  story.customer_says("hello");
  story.customer_answers_survey(4, 5);
  grpc::ClientContext context;
  v1::FindSimilarRequest similar;
  similar.set_case_id("c1");
  v1::FindSimilarResponse found;
  ASSERT_TRUE(stub->FindSimilar(&context, similar, &found).ok());
  EXPECT_EQ(found.case_id(), "c1");
  grpc::ClientContext another;
  v1::GetKpiResponse kpi;
  ASSERT_TRUE(stub->GetKpi(&another, v1::GetKpiRequest(), &kpi).ok());
  EXPECT_EQ(kpi.cases(), 1);
  EXPECT_EQ(kpi.unescalated().surveys(), 1);
  EXPECT_DOUBLE_EQ(kpi.unescalated().mean(), 0.8);
  story.escalation_opened();
  grpc::ClientContext third;
  v1::GetWallboardResponse shown;
  ASSERT_TRUE(stub->GetWallboard(&third, v1::GetWallboardRequest(), &shown).ok());
  EXPECT_EQ(shown.open_cases(), 1);
  grpc::ClientContext too_many;
  v1::GetWallboardRequest many;
  many.set_limit(101);
  EXPECT_EQ(stub->GetWallboard(&too_many, many, &shown).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
  grpc::ClientContext wrong;
  v1::GetKpiRequest weather;
  weather.set_by("weather");
  EXPECT_EQ(stub->GetKpi(&wrong, weather, &kpi).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(InsightOverGrpc, AnUnknownCaseIsNotFound) {
  grpc::ClientContext context;
  v1::GetCaseRequest request;
  request.set_case_id("nobody");
  v1::GetCaseResponse response;
  EXPECT_EQ(stub->GetCase(&context, request, &response).error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(InsightOverGrpc, WatchStreamsEntriesUntilTheClientGoes) {
  story.customer_says("one");
  story.customer_says("two");
  grpc::ClientContext context;
  v1::WatchRequest request;
  request.set_after_entry(1);
  const auto reader = stub->Watch(&context, request);
  v1::WatchResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_NE(response.item().text().find("two"), std::string::npos);
  context.TryCancel();
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(InsightOverGrpc, ExplainsACaseAndPreviewsAPolicy) {
  story.escalation_opened();
  v1::ExplainCaseRequest about;
  about.set_case_id("c1");
  v1::ExplainCaseResponse explained;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(stub->ExplainCase(&context, about, &explained).ok());
  }
  ASSERT_EQ(explained.reasons_size(), 1);
  EXPECT_EQ(explained.reasons(0).rule(), "angry_customers");
  v1::PreviewPolicyRequest request;
  request.mutable_policy()->add_files()->set_name("policy.yaml");
  request.mutable_policy()->mutable_files(0)->set_content(
      "name: small\nteams: {supervisors: {}}\n");
  v1::PreviewPolicyResponse preview;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(stub->PreviewPolicy(&context, request, &preview).ok());
  }
  EXPECT_EQ(preview.name(), "small");
  request.set_examples(-1);
  grpc::ClientContext context;
  EXPECT_EQ(stub->PreviewPolicy(&context, request, &preview).error_code(),
            grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace escalon::insight
