#pragma once

#include <functional>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/notification/delivery_channel.hpp"

namespace escalon::notification {

/// One endpoint, as the configuration names it.
struct WebhookSettings {
  std::string url;
  std::string secret;          ///< `whsec_…`; empty = not signed.
  bool allow_private = false;  ///< True: private addresses, plain http and any port are allowed.
  absl::Duration timeout = absl::Seconds(15);
};

/// Posts to one endpoint by Standard Webhooks 1.0.0: `webhook-id` is the notification's id, the
/// same for every attempt. 2xx is success, redirects are never followed, 410 is permanent,
/// Retry-After is handed on. Addresses are checked when the connection is made, so that a name
/// cannot be rebound to a private one. kInvalid for a URL that is not allowed or a secret that
/// cannot be decoded.
[[nodiscard]] Result<std::unique_ptr<DeliveryChannel>> make_webhook_channel(
    WebhookSettings settings, std::function<absl::Time()> wall_now);

/// The body of a webhook: `type`, `timestamp` (of what is told, not of the attempt) and `data`.
/// Depends on the notification alone, so that every attempt carries the same bytes.
[[nodiscard]] std::string webhook_body(const Delivery& delivery);

}  // namespace escalon::notification
