#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/notification/delivery_channel.hpp"

namespace escalon::notification {

struct CloseCurl {
  void operator()(void* handle) const;
};
/// A libcurl easy handle with its connections. One thread at a time.
using CurlHandle = std::unique_ptr<void, CloseCurl>;
[[nodiscard]] CurlHandle make_curl_handle();

/// One POST.
struct Transfer {
  std::string url;
  std::vector<std::string> headers;
  const std::string& body;
  absl::Duration timeout;
  bool allow_private = false;
};

struct Transferred {
  int status = 0;            ///< 0 = there was no answer.
  std::string failure = {};  ///< Why there was none.
  bool blocked = false;      ///< No address of the host was allowed.
  absl::Duration retry_after = absl::ZeroDuration();
};

/// Posts and waits for the answer; its body is read to a bound and dropped. Never follows a
/// redirect, never uses a proxy.
[[nodiscard]] Transferred transfer(void* handle, const Transfer& what);

/// What a POST came to as an attempt. An answer counts, whichever address gave it.
[[nodiscard]] Attempted judge(const Transferred& transferred);

}  // namespace escalon::notification
