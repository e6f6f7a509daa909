#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::notification {

/// The bytes of a secret as it is shown: `whsec_` and base64, the prefix being optional. 24 to 64
/// bytes.
[[nodiscard]] Result<std::string> decode_webhook_secret(std::string_view shown);

/// The value of the header `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over
/// `id.timestamp.body` (Standard Webhooks 1.0.0, symmetric). `timestamp` is in Unix seconds.
[[nodiscard]] std::string sign_webhook(std::string_view secret_bytes, std::string_view id,
                                       std::int64_t timestamp, std::string_view body);

}  // namespace escalon::notification
