#include "escalon/intake/intake_routes.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "fake_producer.hpp"
#include "journal_story.hpp"

namespace escalon::intake {
namespace {

class IntakeOverHttp : public testing::Test {
 protected:
  void SetUp() override { add_intake_routes(server, intake, desk); }

  httplib::Result post(const std::string& path, const std::string& body,
                       const char* type = "application/json") {
    if (!client) {
      client = std::make_unique<httplib::Client>("127.0.0.1", server.start().value());
    }
    return client->Post(path, body, type);
  }
  static bool has(const httplib::Result& answer, const std::string& text) {
    return answer->body.find(text) != std::string::npos;
  }

  FakeProducer log;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  Intake intake{log, [] { return absl::FromUnixSeconds(1'700'000'000); }, {{}, 600}, metrics};
  CommandOutcomes outcomes;
  CommandDesk desk{intake, outcomes, absl::Hours(1)};
  service::HttpServer server{{}};
  std::unique_ptr<httplib::Client> client;
};

constexpr const char* kHello =
    R"({"contact_id":"c1","channel":"chat","customer_message":{"text":"hello"}})";

TEST_F(IntakeOverHttp, TheSmallestEventIsAnsweredWithItsIdsAndAHint) {
  const auto answer = post("/v1/events", kHello);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << answer->body;
  EXPECT_TRUE(has(answer, R"("case_id":"c1")"));
  EXPECT_TRUE(has(answer, R"("timeline":"escalon case c1")"));
  EXPECT_EQ(log.entries().size(), 1U);
}

TEST_F(IntakeOverHttp, EventsAndCommandsGoOnInTheTraceOfTheirRequest) {
  const std::string trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  httplib::Client traced("127.0.0.1", server.start().value());
  traced.set_default_headers({{"traceparent", trace}});
  ASSERT_TRUE(traced.Post("/v1/events", kHello, "application/json"));
  ASSERT_TRUE(traced.Post("/v1/events", std::string(kHello) + "\n", "application/x-ndjson"));
  ASSERT_TRUE(traced.Post("/v1/commands?no_wait=true",
                          R"({"command_id":"k1","case_id":"c1","acknowledge":{}})",
                          "application/json"));
  ASSERT_EQ(log.entries().size(), 3U);
  for (const auto& entry : log.entries()) {
    EXPECT_EQ(entry.record->header.traceparent, trace) << entry.at.topic;
  }
}

/// A body that cannot be read, what the answer says of it, and the field that it names.
struct BadBody {
  const char* body;
  const char* message;
  const char* field = "";
};

TEST_F(IntakeOverHttp, ABodyThatIsNotJsonIsRefusedWithWhereAndWhatToDo) {
  for (const BadBody& bad : std::initializer_list<BadBody>{
           {"", "column 1: the body is not JSON"},
           {R"({"contact_id":)", "column 15: the body is not JSON"},
           {"{\"contact_id\":\"c1\",\n  \"channel\" \"chat\"}", "line 2, column 13: the body"},
           {R"({"contact_id":"c1)", "column 18: the body is not JSON"},
           {R"({"contact_id":"c1"} x)", "column 21: the body is not JSON"},
           {R"({"contact_id":"c1","priority":01x})", "column 33: the body is not JSON"},
           {R"({"customer":{"tier":tru}})", "column 24: the body is not JSON"},
           {"[]", "the body is not a JSON object; send one in braces"}}) {
    for (const char* path : {"/v1/events", "/v1/commands"}) {
      const auto answer = post(path, bad.body);
      ASSERT_TRUE(answer);
      EXPECT_EQ(answer->status, 400);
      EXPECT_TRUE(has(answer, "INVALID_ARGUMENT"));
      EXPECT_TRUE(has(answer, bad.message)) << answer->body;
      EXPECT_TRUE(has(answer, R"("field":"",)")) << answer->body;
    }
  }
}

TEST_F(IntakeOverHttp, AValueOfTheWrongTypeIsRefusedWithTheFieldAndWhatToGive) {
  for (const BadBody& bad : std::initializer_list<BadBody>{
           {R"({"contact_id":1})", "give a text in double quotes", "contact_id"},
           {R"({"contact_id":{}})", "take the braces away", "contact_id"},
           {R"({"priority":"x"})", "give a whole number", "priority"},
           {R"({"customer":7})", "give an object in braces", "customer"},
           {R"({"customer":{"tier":[]}})", "customer.tier: ", "customer.tier"},
           {R"({"customer":{"teir":""}})", "did you mean 'tier'", "customer.teir"},
           {R"({"chanel":""})", "did you mean 'channel'", "chanel"},
           {R"({"occurred_at":"yesterday"})", "give an instant like", "occurred_at"},
           {R"({"started":{},"ended":{}})", "send one at a time", "ended"},
           {R"({"contact_id":"c1","channel":"fax","started":{}})", "fax", "channel"}}) {
    const auto answer = post("/v1/events", bad.body);
    EXPECT_TRUE(has(answer, bad.message)) << answer->body;
    EXPECT_TRUE(has(answer, std::string(R"("field":")") + bad.field + "\"")) << answer->body;
  }
  const auto answer = post("/v1/commands", R"({"set_presence":{"capacity":"x"}})");
  EXPECT_TRUE(has(answer, R"("field":"set_presence.capacity")")) << answer->body;
}

TEST_F(IntakeOverHttp, ALineThatIsNotJsonIsRefusedWithItsColumn) {
  const auto answer =
      post("/v1/events", std::string(kHello) + "\n{\"contact_id\" 1}\n", "application/x-ndjson");
  EXPECT_TRUE(has(answer, "line 2: column 15: the body is not JSON")) << answer->body;
}

TEST_F(IntakeOverHttp, AMisspeltFieldIsRefusedWithASuggestion) {
  const auto answer = post("/v1/events", R"({"contact_id":"c1","chanel":"chat","started":{}})");
  EXPECT_EQ(answer->status, 400);
  EXPECT_TRUE(has(answer, "chanel")) << answer->body;
  EXPECT_TRUE(has(answer, "did you mean")) << answer->body;
}

TEST_F(IntakeOverHttp, IdsWithLineEndsAndInvalidUtf8AreRefused) {
  EXPECT_EQ(post("/v1/events", R"({"contact_id":"c\n1","channel":"chat","started":{}})")->status,
            400);
  EXPECT_EQ(
      post("/v1/events", "{\"contact_id\":\"c\xFF\",\"channel\":\"chat\",\"started\":{}}")->status,
      400);
  EXPECT_TRUE(log.entries().empty());
}

TEST_F(IntakeOverHttp, AnEventThatIsTooLargeIsRefused) {
  const std::string text(900'001, 'x');
  const auto answer =
      post("/v1/events",
           R"({"contact_id":"c1","channel":"chat","customer_message":{"text":")" + text + "\"}}");
  EXPECT_EQ(answer->status, 400);
  EXPECT_TRUE(has(answer, "900000")) << answer->body;
}

TEST_F(IntakeOverHttp, TakesManyEventsALineEach) {
  std::string body;
  for (int i = 0; i < 1300; ++i) {
    body +=
        R"({"contact_id":"c)" + std::to_string(i) + R"(","channel":"chat","started":{}})" + "\n";
  }
  const auto answer = post("/v1/events", body, "application/x-ndjson");
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "{\"accepted\":1300}\n");
}

TEST_F(IntakeOverHttp, NamesTheLinesThatAreRefusedAndKeepsTheOthers) {
  const auto answer = post("/v1/events", std::string(kHello) + "\n\nnonsense\n" + kHello + "\n",
                           "application/x-ndjson");
  EXPECT_EQ(answer->status, 400);
  EXPECT_TRUE(has(answer, "line 3")) << answer->body;
  EXPECT_EQ(log.entries().size(), 2U);
}

TEST_F(IntakeOverHttp, IsFullWith429AndADelay) {
  log.hold();
  for (int i = 0; i < 600; ++i) {
    contact::v1::ContactEvent event;
    event.set_contact_id("c");
    event.set_channel("chat");
    event.mutable_started();
    intake.publish(event, [](const auto&) {});
  }
  const auto answer = post("/v1/events", kHello);
  EXPECT_EQ(answer->status, 429);
  EXPECT_EQ(answer->get_header_value("Retry-After"), "1");
}

TEST_F(IntakeOverHttp, SaysWhenTheLogCannotBeWritten) {
  log.fail();
  const auto answer = post("/v1/events", kHello);
  EXPECT_EQ(answer->status, 503);
  EXPECT_TRUE(has(answer, "the disk is full"));
}

TEST_F(IntakeOverHttp, ACommandIsAnsweredWithItsOutcome) {
  tell(outcomes, refused("k1", "the case is not known"));
  const auto answer =
      post("/v1/commands", R"({"command_id":"k1","case_id":"c9","acknowledge":{}})");
  EXPECT_EQ(answer->status, 200);
  EXPECT_TRUE(has(answer, "COMMAND_OUTCOME_REFUSED")) << answer->body;
  EXPECT_TRUE(has(answer, "the case is not known"));
}

TEST_F(IntakeOverHttp, ACommandWithoutAnOrderIsRefused) {
  EXPECT_EQ(post("/v1/commands", R"({"case_id":"c9"})")->status, 400);
  EXPECT_EQ(post("/v1/commands", R"({"case_id":"c9","acknoledge":{}})")->status, 400);
}

}  // namespace
}  // namespace escalon::intake
