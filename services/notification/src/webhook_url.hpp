#pragma once

#include <string>

#include "escalon/base/result.hpp"

namespace escalon::notification {

/// Whether a webhook may go to `url`: https on port 443 or 8443, without user, password and
/// fragment; with `allow_private` also http and any port. The error says what is wrong and what to
/// do, and shows no more of the URL than its scheme and host: the rest may be secret.
[[nodiscard]] Status check_webhook_url(const std::string& url, bool allow_private);

}  // namespace escalon::notification
