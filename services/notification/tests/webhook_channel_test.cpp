#include "escalon/notification/webhook_channel.hpp"

#include <gtest/gtest.h>
#include <httplib.h>

#include <thread>

#include "escalon/notification/webhook_signature.hpp"

namespace escalon::notification {
namespace {

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// A receiver on this machine that answers what the test says.
class Receiver {
 public:
  Receiver() {
    server_.Post("/hook", [this](const httplib::Request& request, httplib::Response& response) {
      received.push_back(request);
      response.status = status;
      for (const auto& [name, value] : headers) {
        response.set_header(name, value);
      }
      response.set_content(body, "text/plain");
    });
    server_.Post("/elsewhere",
                 [this](const httplib::Request&, httplib::Response&) { followed = true; });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::jthread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) {
      std::this_thread::yield();
    }
  }
  ~Receiver() { server_.stop(); }
  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/hook";
  }

  int status = 200;
  std::string body = "thanks";
  std::multimap<std::string, std::string> headers;
  std::vector<httplib::Request> received;
  bool followed = false;

 private:
  httplib::Server server_;
  int port_ = 0;
  std::jthread thread_;
};

Delivery page() {
  Delivery delivery;
  delivery.message_id = "n1";
  delivery.planned.set_type("escalation.opened");
  delivery.planned.set_case_id("c1");
  delivery.planned.set_subject("angry customer");
  delivery.planned.set_due_at_ms(1'700'000'000'000);
  return delivery;
}

class Webhook : public testing::Test {
 protected:
  std::unique_ptr<DeliveryChannel> channel(bool allow_private = true) {
    WebhookSettings settings{receiver.url(), kSecret, allow_private, absl::Seconds(10)};
    auto made = make_webhook_channel(settings, [] { return absl::FromUnixSeconds(1'700'000'123); });
    EXPECT_TRUE(made.ok());
    return std::move(made).value();
  }

  Receiver receiver;
};

TEST_F(Webhook, IsSignedAsTheStandardSays) {
  const Attempted attempted = channel()->deliver(page());
  EXPECT_TRUE(attempted.delivered);
  EXPECT_EQ(attempted.answer, "200");
  ASSERT_EQ(receiver.received.size(), 1U);
  const httplib::Request& request = receiver.received[0];
  EXPECT_EQ(request.get_header_value("webhook-id"), "n1");
  EXPECT_EQ(request.get_header_value("webhook-timestamp"), "1700000123");
  EXPECT_EQ(request.get_header_value("webhook-signature"),
            sign_webhook(*decode_webhook_secret(kSecret), "n1", 1'700'000'123, request.body));
  EXPECT_EQ(request.get_header_value("content-type"), "application/json");
}

TEST_F(Webhook, GoesOnInTheTraceOfTheCase) {
  Delivery traced = page();
  traced.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  EXPECT_TRUE(channel()->deliver(traced).delivered);
  ASSERT_EQ(receiver.received.size(), 1U);
  EXPECT_EQ(receiver.received[0].get_header_value("traceparent"), traced.traceparent);
}

TEST_F(Webhook, TheBodyTellsTypeInstantOfTheEventAndData) {
  EXPECT_EQ(webhook_body(page()),
            R"({"type":"escalation.opened","timestamp":"2023-11-14T22:13:20.000Z","data":)"
            R"({"subject":"angry customer","case_id":"c1"}})");
}

TEST_F(Webhook, EveryAttemptCarriesTheSameIdAndBody) {
  const auto hook = channel();
  receiver.status = 500;
  EXPECT_FALSE(hook->deliver(page()).delivered);
  Delivery again = page();
  again.attempt = 2;
  EXPECT_FALSE(hook->deliver(again).delivered);
  ASSERT_EQ(receiver.received.size(), 2U);
  EXPECT_EQ(receiver.received[0].body, receiver.received[1].body);
  EXPECT_EQ(receiver.received[0].get_header_value("webhook-id"),
            receiver.received[1].get_header_value("webhook-id"));
}

TEST_F(Webhook, HandsRetryAfterOn) {
  receiver.status = 503;
  receiver.headers.emplace("Retry-After", "7");
  const Attempted attempted = channel()->deliver(page());
  EXPECT_FALSE(attempted.delivered);
  EXPECT_FALSE(attempted.permanent);
  EXPECT_EQ(attempted.answer, "HTTP 503");
  EXPECT_EQ(attempted.retry_after, absl::Seconds(7));
}

TEST_F(Webhook, GoneIsPermanent) {
  receiver.status = 410;
  EXPECT_TRUE(channel()->deliver(page()).permanent);
}

TEST_F(Webhook, ARedirectIsAFailureAndNotFollowed) {
  receiver.status = 307;
  receiver.headers.emplace("Location", "/elsewhere");
  EXPECT_FALSE(channel()->deliver(page()).delivered);
  EXPECT_FALSE(receiver.followed);
}

TEST_F(Webhook, ALongAnswerIsCutOffAndStillAnAnswer) {
  receiver.body = std::string(1U << 20U, 'x');
  EXPECT_TRUE(channel()->deliver(page()).delivered);
}

TEST_F(Webhook, NobodyListeningIsAFailureThatMayPass) {
  WebhookSettings settings{"http://127.0.0.1:1/hook", kSecret, true, absl::Seconds(5)};
  const auto hook = make_webhook_channel(settings, [] { return absl::UnixEpoch(); });
  const Attempted attempted = (*hook)->deliver(page());
  EXPECT_FALSE(attempted.delivered);
  EXPECT_FALSE(attempted.permanent);
  EXPECT_FALSE(attempted.answer.empty());
}

TEST_F(Webhook, APrivateAddressIsBlockedWhenTheConnectionIsMade) {
  for (const char* url :
       {"https://127.0.0.1/hook", "https://localhost/hook", "https://[::1]/hook"}) {
    const auto hook = make_webhook_channel({url, kSecret, false, absl::Seconds(5)},
                                           [] { return absl::UnixEpoch(); });
    ASSERT_TRUE(hook.ok());
    const Attempted attempted = (*hook)->deliver(page());
    EXPECT_FALSE(attempted.delivered);
    EXPECT_TRUE(attempted.permanent) << url << ": " << attempted.answer;
  }
}

TEST_F(Webhook, UrlsThatAreNotAllowedAreRefusedWithTheRemedy) {
  for (const char* url :
       {"", "not a url", "ftp://example.com/", "http://example.com/", "https://example.com:9000/",
        "https://user:word@example.com/", "https://example.com/#part"}) {
    EXPECT_FALSE(make_webhook_channel({url, kSecret, false, absl::Seconds(5)}, nullptr).ok())
        << url;
  }
  EXPECT_TRUE(make_webhook_channel({"https://example.com:8443/a", kSecret, false, absl::Seconds(5)},
                                   nullptr)
                  .ok());
}

TEST_F(Webhook, ARefusedUrlIsNotRepeatedForItMayHoldASecret) {
  for (const char* url :
       {"https://user:hush@exa mple.com/", "ftp://user:hush@example.com/",
        "http://example.com/hush", "https://example.com:9000/?token=hush",
        "https://example.com/#hush", "https://user:hush@example.com/", "nonsense hush"}) {
    const auto made = make_webhook_channel({url, kSecret, false, absl::Seconds(5)}, nullptr);
    ASSERT_FALSE(made.ok()) << url;
    EXPECT_EQ(made.error().message.find("hush"), std::string::npos) << made.error().message;
    EXPECT_EQ(made.error().message.find("url: "), 0U) << made.error().message;
  }
}

}  // namespace
}  // namespace escalon::notification
