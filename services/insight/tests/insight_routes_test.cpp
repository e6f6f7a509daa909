#include "escalon/insight/insight_routes.hpp"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/wallboard.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "story_journal.hpp"

namespace escalon::insight {
namespace {

class InsightOverHttp : public testing::Test {
 protected:
  void SetUp() override {
    add_insight_routes(server, *model, *wallboard);
    add_policy_answer_routes(server, *answers);
    client = std::make_unique<httplib::Client>("127.0.0.1", server.start().value());
  }

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
  service::HttpServer server{{}};
  std::unique_ptr<httplib::Client> client;
};

TEST_F(InsightOverHttp, TellsACase) {
  story.customer_says("hello");
  const auto answer = client->Get("/v1/cases/c1");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_NE(answer->body.find("customer: “hello”"), std::string::npos) << answer->body;
}

TEST_F(InsightOverHttp, KnowsACaseWhoseIdHasASlash) {
  auto event = story.escalation(kNoon + 1000);
  event.mutable_opened()->set_rule("angry_customers");
  story.tell("escalation", event, make_key("default", "orders/2026/17").str());
  for (const char* id : {"orders%2F2026%2F17", "orders/2026/17"}) {
    for (const char* question : {"cases", "similar", "explain"}) {
      const auto answer = client->Get(std::string("/v1/") + question + "/" + id);
      ASSERT_TRUE(answer);
      EXPECT_EQ(answer->status, 200) << question << " " << id << " " << answer->body;
    }
  }
  EXPECT_EQ(client->Get("/v1/cases/orders%2F2026")->status, 404);
  EXPECT_EQ(client->Get("/v1/cases/")->status, 404);
}

TEST_F(InsightOverHttp, AnUnknownCaseIs404AndAWrongPosition400) {
  EXPECT_EQ(client->Get("/v1/cases/nobody")->status, 404);
  story.customer_says("hello");
  EXPECT_EQ(client->Get("/v1/cases/c1?tenant=acme")->status, 404);
  EXPECT_EQ(client->Get("/v1/cases/c1?position=here")->status, 400);
}

TEST_F(InsightOverHttp, WaitsForAPosition) {
  story.customer_says("hello");
  EXPECT_EQ(client->Get("/v1/cases/c1?position=classified/0/0")->status, 200);
}

TEST_F(InsightOverHttp, TellsSimilarCasesAndFigures) {
  story.customer_says("hello");
  const auto similar = client->Get("/v1/similar/c1?limit=3");
  ASSERT_TRUE(similar);
  EXPECT_EQ(similar->status, 200);
  EXPECT_NE(similar->body.find("case_id"), std::string::npos) << similar->body;
  EXPECT_EQ(client->Get("/v1/similar/nobody")->status, 404);
  EXPECT_EQ(client->Get("/v1/similar/c1?limit=many")->status, 400);
  story.customer_answers_survey(4, 5);
  EXPECT_NE(client->Get("/v1/kpi")->body.find(
                R"("unescalated":{"surveys":"1","mean":0.8,"fifths":["0","0","0","1","0"]})"),
            std::string::npos)
      << client->Get("/v1/kpi")->body;
  story.escalation_opened();
  const auto kpi = client->Get("/v1/kpi?by=team");
  ASSERT_TRUE(kpi);
  EXPECT_NE(kpi->body.find("supervisors"), std::string::npos) << kpi->body;
  EXPECT_EQ(client->Get("/v1/kpi?by=weather")->status, 400);
}

TEST_F(InsightOverHttp, ShowsWhatIsOpen) {
  story.escalation_opened();
  const auto shown = client->Get("/v1/wallboard?limit=5");
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->status, 200);
  EXPECT_NE(shown->body.find(R"("team":"supervisors")"), std::string::npos) << shown->body;
  EXPECT_EQ(client->Get("/v1/wallboard?tenant=acme")->body.find("supervisors"), std::string::npos);
  EXPECT_EQ(client->Get("/v1/wallboard?limit=many")->status, 400);
  EXPECT_EQ(client->Get("/v1/wallboard?limit=101")->status, 400);
}

TEST_F(InsightOverHttp, ServesAConsoleThatTakesNothingFromElsewhere) {
  for (const char* path : {"/", "/console", "/console.css", "/console.js"}) {
    const auto answer = client->Get(path);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200) << path;
    EXPECT_EQ(answer->get_header_value("X-Content-Type-Options"), "nosniff");
    const std::string policy = answer->get_header_value("Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(answer->body.find("//cdn"), std::string::npos);
  }
  EXPECT_EQ(client->Get("/console")->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(client->Get("/console_css")->status, 404);
}

TEST_F(InsightOverHttp, ExplainsACaseAndPreviewsAPolicy) {
  story.escalation_opened();
  const auto explained = client->Get("/v1/explain/c1");
  ASSERT_TRUE(explained);
  EXPECT_EQ(explained->status, 200);
  EXPECT_NE(explained->body.find("angry_customers"), std::string::npos) << explained->body;
  EXPECT_EQ(client->Get("/v1/explain/c1?tenant=acme")->status, 404);
  const auto preview = client->Post("/v1/preview",
                                    R"({"policy":{"files":[{"name":"policy.yaml",)"
                                    R"("content":"name: small\nteams: {supervisors: {}}\n"}]}})",
                                    "application/json");
  ASSERT_TRUE(preview);
  EXPECT_EQ(preview->status, 200) << preview->body;
  EXPECT_NE(preview->body.find("\"small\""), std::string::npos) << preview->body;
  EXPECT_EQ(client->Post("/v1/preview", R"({"polcy":{}})", "application/json")->status, 400);
}

TEST_F(InsightOverHttp, WatchSendsEntriesAsTheyCome) {
  story.customer_says("one");
  std::string received;
  const auto answer =
      client->Get("/v1/watch?after=0&case_id=c1", [&](const char* data, std::size_t size) {
        if (received.find("watching") == std::string::npos) {
          story.customer_says("two");
        }
        received.append(data, size);
        return received.find("two") == std::string::npos;
      });
  EXPECT_NE(received.find("two"), std::string::npos) << received;
  EXPECT_NE(received.find("id: "), std::string::npos);
}

TEST_F(InsightOverHttp, DescribesItself) {
  const auto answer = client->Get("/v1/openapi.json");
  ASSERT_TRUE(answer);
  google::protobuf::Struct parsed;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(answer->body, &parsed).ok())
      << answer->body;
  const auto& paths = parsed.fields().at("paths").struct_value().fields();
  EXPECT_TRUE(paths.contains("/v1/events"));
  EXPECT_TRUE(paths.contains("/v1/cases/{case_id}"));
  EXPECT_NE(answer->body.find("escalon.contact.v1.ContactEvent"), std::string::npos);
}

}  // namespace
}  // namespace escalon::insight
