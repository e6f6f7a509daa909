#include "escalon/up/mesh.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <future>
#include <sstream>
#include <thread>
#include <vector>

#include "escalon/policy/compile.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/embedded_files.hpp"

namespace escalon::up {
namespace {

class MeshStory : public testing::Test {
 protected:
  MeshOptions options() {
    MeshOptions made;
    made.data = dir.path() / "data";
    made.http_port = 0;
    made.grpc_port = 0;
    made.policy = policy::compile(default_policy()).value();
    made.console = &console;
    return made;
  }
  std::unique_ptr<Mesh> start() {
    auto mesh = Mesh::open(options());
    EXPECT_TRUE(mesh.ok()) << mesh.error().message;
    const auto running = (*mesh)->run(std::nullopt);
    EXPECT_TRUE(running.ok()) << running.error().message;
    return std::move(mesh).value();
  }
  // The case once something of it contains `text`; the last answer after a minute.
  static std::string case_with(const Mesh& mesh, const std::string& case_id,
                               const std::string& text) {
    httplib::Client client("127.0.0.1", mesh.http_port());
    std::string body;
    for (int entry = 0; entry < 600; ++entry) {
      const std::int64_t seen = mesh.read_model().newest_entry();
      if (const auto answer = client.Get("/v1/cases/" + case_id); answer && answer->status == 200) {
        body = answer->body;
      }
      if (body.find(text) != std::string::npos) {
        return body;
      }
      mesh.read_model().wait_for_entry(seen, absl::Milliseconds(100));
    }
    return body;
  }
  static httplib::Result post(const Mesh& mesh, const std::string& path, const std::string& body) {
    httplib::Client client("127.0.0.1", mesh.http_port());
    client.set_read_timeout(60, 0);
    return client.Post(path, body, "application/json");
  }
  static constexpr const char* kAngry =
      R"({"event_id":"e1","contact_id":"c1","channel":"chat",)"
      R"("customer_message":{"text":"I want to speak to a manager"}})";

  testkit::TempDir dir;
  std::ostringstream console;
};

TEST_F(MeshStory, AContactIsEscalatedAssignedAcknowledgedAndResolved) {
  const auto mesh = start();
  ASSERT_EQ(post(*mesh, "/v1/events", kAngry)->status, 200);
  const std::string assigned = case_with(*mesh, "c1", "escalation_assigned");
  EXPECT_NE(assigned.find("escalation_opened"), std::string::npos) << assigned;
  EXPECT_NE(assigned.find("customer_asked"), std::string::npos);
  const auto acknowledged =
      post(*mesh, "/v1/commands",
           R"({"command_id":"k1","case_id":"c1","actor":"grace","acknowledge":{}})");
  ASSERT_TRUE(acknowledged);
  EXPECT_NE(acknowledged->body.find("COMMAND_OUTCOME_DONE"), std::string::npos)
      << acknowledged->body;
  const auto resolved = post(*mesh, "/v1/commands",
                             R"({"case_id":"c1","actor":"grace","resolve":{"outcome":"solved"}})");
  EXPECT_NE(resolved->body.find("COMMAND_OUTCOME_DONE"), std::string::npos) << resolved->body;
  EXPECT_NE(case_with(*mesh, "c1", "escalation_resolved").find("solved"), std::string::npos);
}

TEST_F(MeshStory, ACommandForAnUnknownCaseIsRefusedWithTheReason) {
  const auto mesh = start();
  const auto refused =
      post(*mesh, "/v1/commands", R"({"case_id":"nobody","actor":"grace","acknowledge":{}})");
  ASSERT_TRUE(refused);
  EXPECT_NE(refused->body.find("COMMAND_OUTCOME_REFUSED"), std::string::npos) << refused->body;
}

TEST_F(MeshStory, ARestartKnowsWhatIsOpenAndGoesOn) {
  {
    const auto mesh = start();
    ASSERT_EQ(post(*mesh, "/v1/events", kAngry)->status, 200);
    case_with(*mesh, "c1", "escalation_assigned");
    mesh->stop();
  }
  auto again = Mesh::open(options());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ((*again)->open_cases().count, 1);
  EXPECT_TRUE((*again)->last_decided_at().has_value());
  ASSERT_TRUE((*again)->run(std::nullopt).ok());
  ASSERT_EQ(post(**again, "/v1/events", kAngry)->status, 200);
  const std::string body = case_with(**again, "c1", "escalation_assigned");
  EXPECT_EQ(body.find("escalation_opened"), body.rfind("escalation_opened"));
}

TEST_F(MeshStory, ASecondMeshOnTheSameDataSaysWhoHoldsIt) {
  const auto mesh = start();
  const auto second = Mesh::open(options());
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, service::ExitCode::kDataHeld);
}

TEST_F(MeshStory, APortInUseHasItsOwnExitStatus) {
  const auto mesh = start();
  MeshOptions other = options();
  other.data = dir.path() / "other";
  other.http_port = mesh->http_port();
  auto second = Mesh::open(other);
  ASSERT_TRUE(second.ok());
  const auto running = (*second)->run(std::nullopt);
  ASSERT_FALSE(running.ok());
  EXPECT_EQ(running.error().code, service::ExitCode::kPortInUse);
}

TEST_F(MeshStory, LiveEventsAreRefusedWhileRecordedDatesArePlayed) {
  MeshOptions made = options();
  made.takes_events = false;
  auto mesh = Mesh::open(made);
  ASSERT_TRUE(mesh.ok());
  ASSERT_TRUE((*mesh)
                  ->run(service::PlayedTime{absl::FromUnixSeconds(1'500'000'000), 10, false,
                                            absl::InfiniteFuture()})
                  .ok());
  EXPECT_EQ(post(**mesh, "/v1/events", kAngry)->status, 409);
}

TEST_F(MeshStory, StopsThoughTheDiskIsFullAndNobodyWaitsForEver) {
  MeshOptions made = options();
  made.data_bytes_max = 2'000'000;
  auto mesh = Mesh::open(made);
  ASSERT_TRUE(mesh.ok()) << mesh.error().message;
  ASSERT_TRUE((*mesh)->run(std::nullopt).ok());
  const std::string large = R"({"contact_id":"c1","channel":"chat","customer_message":{"text":")" +
                            std::string(800'000, 'x') + "\"}}";
  std::vector<std::future<int>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(std::async(std::launch::async, [&] {
      const auto answer = post(**mesh, "/v1/events", large);
      return answer ? answer->status : 0;
    }));
  }
  httplib::Client client("127.0.0.1", (*mesh)->http_port());
  while (client.Get("/readyz")->body.find("free disk space") == std::string::npos) {
    std::this_thread::yield();
  }
  (*mesh)->stop();
  int failed = 0;
  for (auto& answer : answers) {
    const int status = answer.get();
    EXPECT_TRUE(status == 200 || status == 503 || status == 0) << status;
    failed += status == 200 ? 0 : 1;
  }
  EXPECT_GE(failed, 6) << "two of them fit";
}

TEST_F(MeshStory, TellsMetricsAndHealth) {
  const auto mesh = start();
  ASSERT_EQ(post(*mesh, "/v1/events", kAngry)->status, 200);
  case_with(*mesh, "c1", "escalation_assigned");
  httplib::Client client("127.0.0.1", mesh->http_port());
  EXPECT_EQ(client.Get("/livez")->status, 200);
  EXPECT_EQ(client.Get("/readyz")->status, 200);
  const std::string metrics = client.Get("/metrics")->body;
  EXPECT_NE(metrics.find("escalon_escalations_total{automatic=\"false\",cause=\"customer_asked\""),
            std::string::npos)
      << metrics;
}

}  // namespace
}  // namespace escalon::up
