#include "escalon/service/http_server.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include "escalon/service/health.hpp"
#include "escalon/service/http_error.hpp"
#include "escalon/service/metrics.hpp"
#include "escalon/service/operations_routes.hpp"

namespace escalon::service {
namespace {

HttpResponse text(std::string body) {
  HttpResponse response;
  response.body = std::move(body);
  return response;
}

TEST(HttpServer, HandsPathQueryAndBodyToTheHandler) {
  HttpServer server({});
  server.post("/v1/cases/([^/]+)", [](const HttpRequest& request) {
    return text(request.path.at(0) + "|" + request.parameter("tenant") + "|" + request.body);
  });
  httplib::Client client("127.0.0.1", server.start().value());
  const auto answer = client.Post("/v1/cases/c%201?tenant=acme", "hello", "text/plain");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "c 1|acme|hello");
}

TEST(HttpServer, RefusesAPortInUseAndSaysWhatToDo) {
  HttpServer first({});
  const auto port = first.start();
  ASSERT_TRUE(port.ok());
  HttpOptions options;
  options.port = *port;
  HttpServer second(options);
  const auto refused = second.start();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, Error::Kind::kConflict);
  EXPECT_NE(refused.error().message.find(std::to_string(*port) + " is in use"), std::string::npos);
}

TEST(HttpServer, ServesLoopbackAlone) {
  HttpOptions options;
  options.address = "0.0.0.0";
  EXPECT_FALSE(HttpServer(options).start().ok());
}

TEST(HttpServer, AnswersAnUnknownPathWithAnErrorBody) {
  HttpServer server({});
  httplib::Client client("127.0.0.1", server.start().value());
  const auto answer = client.Get("/nowhere");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 404);
  EXPECT_NE(answer->body.find(R"("status":"NOT_FOUND")"), std::string::npos) << answer->body;
}

TEST(HttpServer, AHandlerThatThrowsIsAnswered500AndTheServerStaysUp) {
  HttpServer server({});
  server.get("/broken",
             [](const HttpRequest&) -> HttpResponse { throw std::runtime_error("secret detail"); });
  server.get("/fine", [](const HttpRequest&) { return text("ok"); });
  httplib::Client client("127.0.0.1", server.start().value());
  const auto broken = client.Get("/broken");
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 500);
  EXPECT_EQ(broken->body.find("secret"), std::string::npos);
  EXPECT_EQ(client.Get("/fine")->body, "ok");
}

TEST(HttpServer, StreamsServerSentEvents) {
  HttpServer server({});
  server.stream("/v1/watch", [](const HttpRequest&, EventStream& stream) {
    stream.send("data: one\n\n");
    stream.send("data: two\n\n");
  });
  httplib::Client client("127.0.0.1", server.start().value());
  const auto answer = client.Get("/v1/watch");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "data: one\n\ndata: two\n\n");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/event-stream");
}

TEST(OperationsRoutes, TellHealthAndMetrics) {
  Health health;
  Metrics metrics;
  std::ignore = metrics.counter("escalon_test_total", "A test.");
  HttpServer server({});
  add_operations_routes(server, health, metrics);
  httplib::Client client("127.0.0.1", server.start().value());
  EXPECT_EQ(client.Get("/livez")->status, 200);
  EXPECT_EQ(client.Get("/readyz")->status, 200);
  EXPECT_NE(client.Get("/metrics")->body.find("escalon_test_total 0"), std::string::npos);
  health.add("store", [] { return std::string("unreachable"); });
  EXPECT_EQ(client.Get("/livez")->status, 200);
  EXPECT_EQ(client.Get("/readyz")->status, 503);
}

TEST(ErrorResponse, HasTheFormOfAip193) {
  const HttpResponse response = error_response(invalid("bad channel"), {{"channel", "is 'fax'"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body,
            R"({"error":{"code":400,"message":"bad channel","status":"INVALID_ARGUMENT",)"
            R"("details":[{"@type":)"
            R"("type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":"channel",)"
            R"("description":"is 'fax'"}]}]}})"
            "\n");
}

TEST(ErrorResponse, TellsWhenToTryAgain) {
  EXPECT_EQ(error_response({Error::Kind::kExhausted, "full"}).headers.at("Retry-After"), "1");
  EXPECT_EQ(error_response({Error::Kind::kExhausted, "full"}).status, 429);
}

TEST(JsonString, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_string("a\xFF"
                        "b\xED\xA0\x80"),
            "\"a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
  EXPECT_EQ(json_string("grün \t"), "\"grün \\u0009\"");
}

}  // namespace
}  // namespace escalon::service
