#include "escalon/notification/webhook_channel.hpp"

#include <mutex>
#include <utility>
#include <vector>

#include "escalon/notification/webhook_signature.hpp"
#include "webhook_transfer.hpp"
#include "webhook_url.hpp"

namespace escalon::notification {
namespace {

class WebhookChannel final : public DeliveryChannel {
 public:
  WebhookChannel(WebhookSettings settings, std::string secret, std::function<absl::Time()> wall_now)
      : settings_(std::move(settings)),
        secret_(std::move(secret)),
        wall_now_(std::move(wall_now)) {}

  Attempted deliver(const Delivery& delivery) override {
    const std::string body = webhook_body(delivery);
    const std::int64_t timestamp = absl::ToUnixSeconds(wall_now_());
    std::vector<std::string> headers{"content-type: application/json", "user-agent: escalon",
                                     "webhook-id: " + delivery.message_id,
                                     "traceparent: " + delivery.traceparent,
                                     "webhook-timestamp: " + std::to_string(timestamp)};
    if (!secret_.empty()) {
      headers.push_back("webhook-signature: " +
                        sign_webhook(secret_, delivery.message_id, timestamp, body));
    }
    CurlHandle handle = take();
    const Transferred transferred = transfer(
        handle.get(),
        {settings_.url, std::move(headers), body, settings_.timeout, settings_.allow_private});
    give_back(std::move(handle));
    return judge(transferred);
  }

 private:
  // Handles keep their connections between deliveries.
  CurlHandle take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      return make_curl_handle();
    }
    CurlHandle handle = std::move(idle_.back());
    idle_.pop_back();
    return handle;
  }
  void give_back(CurlHandle handle) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(handle));
  }

  const WebhookSettings settings_;
  const std::string secret_;
  const std::function<absl::Time()> wall_now_;
  std::mutex mutex_;
  std::vector<CurlHandle> idle_;
};

}  // namespace

Result<std::unique_ptr<DeliveryChannel>> make_webhook_channel(
    WebhookSettings settings, std::function<absl::Time()> wall_now) {
  if (const Status allowed = check_webhook_url(settings.url, settings.allow_private); !allowed) {
    return allowed.error();
  }
  std::string secret;
  if (!settings.secret.empty()) {
    auto decoded = decode_webhook_secret(settings.secret);
    if (!decoded) {
      return decoded.error();
    }
    secret = std::move(decoded).value();
  }
  return std::unique_ptr<DeliveryChannel>(std::make_unique<WebhookChannel>(
      std::move(settings), std::move(secret), std::move(wall_now)));
}

}  // namespace escalon::notification
