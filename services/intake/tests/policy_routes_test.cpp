#include "escalon/intake/policy_routes.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include "escalon/policy/v1/policy.pb.h"
#include "escalon/service/http_server.hpp"
#include "fake_producer.hpp"

namespace escalon::intake {
namespace {

class PoliciesOverHttp : public testing::Test {
 protected:
  void SetUp() override {
    add_policy_routes(server, log, [] { return absl::FromUnixSeconds(1'700'000'000); });
    client = std::make_unique<httplib::Client>("127.0.0.1", server.start().value());
  }
  httplib::Result post(const std::string& body) {
    return client->Post("/v1/policies", body, "application/json");
  }

  FakeProducer log;
  service::HttpServer server{{}};
  std::unique_ptr<httplib::Client> client;
};

constexpr const char* kSmall =
    R"({"files":[{"name":"policy.yaml","content":"name: small\nteams: {supervisors: {}}\n"}]})";

TEST_F(PoliciesOverHttp, ArePublishedWhole) {
  const auto answer = post(kSmall);
  ASSERT_EQ(answer->status, 200) << answer->body;
  EXPECT_NE(answer->body.find("\"name\":\"small\""), std::string::npos);
  ASSERT_EQ(log.entries().size(), 1U);
  EXPECT_EQ(log.entries()[0].at, (journal::TopicPartition{"policy", 0}));
  policy::v1::PolicySnapshot snapshot;
  ASSERT_TRUE(snapshot.ParseFromString(log.entries()[0].record->body));
  EXPECT_EQ(snapshot.files(0).name(), "policy.yaml");
  EXPECT_EQ(snapshot.published_at_ms(), 1'700'000'000'000);
  EXPECT_NE(answer->body.find(snapshot.hash()), std::string::npos);
}

TEST_F(PoliciesOverHttp, ThatAreWrongAreRefusedWithFileAndLine) {
  const auto answer = post(R"({"files":[{"name":"policy.yaml","content":"teems: {}\n"}]})");
  EXPECT_EQ(answer->status, 400);
  EXPECT_NE(answer->body.find("policy.yaml:1"), std::string::npos) << answer->body;
  EXPECT_EQ(post("{\"file\":[]}")->status, 400);
  EXPECT_TRUE(log.entries().empty());
}

TEST_F(PoliciesOverHttp, ThatCannotBeStoredAreNotPublished) {
  log.fail();
  EXPECT_EQ(post(kSmall)->status, 503);
}

}  // namespace
}  // namespace escalon::intake
