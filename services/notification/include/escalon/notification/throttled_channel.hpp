#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "absl/time/time.h"
#include "escalon/notification/delivery_channel.hpp"
#include "escalon/notify/send_limit.hpp"

namespace escalon::notification {

/// A channel that sends one recipient no more than `limits` allow; see notify::may_send(). Pages
/// always go: what is urgent is not held back. What is held back fails with the time to wait until
/// it may go, so that the stage makes another attempt then, and gives up as for any other failure.
/// Counts what `channel` took, per recipient, in this process and since the channel was made.
/// Thread-safe.
[[nodiscard]] std::unique_ptr<DeliveryChannel> make_throttled_channel(
    std::unique_ptr<DeliveryChannel> channel, std::vector<notify::SendLimit> limits,
    std::function<absl::Time()> now);

}  // namespace escalon::notification
