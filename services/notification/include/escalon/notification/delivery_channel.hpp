#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/notification/v1/notification.pb.h"
#include "escalon/notify/notify_policy.hpp"

namespace escalon::notification {

/// One attempt to tell somebody.
struct Delivery {
  /// By which the receiver knows the message again; see notify::message_id().
  std::string message_id;
  int attempt = 1;
  v1::Planned planned;
  std::string traceparent;  ///< W3C trace context of what it is about.
};

/// What an attempt came to.
struct Attempted {
  bool delivered = false;
  std::string
      answer;  ///< What the channel answered, as `200`, or why it failed. Never the answer's body.
  bool permanent = false;  ///< No further attempt can help.
  absl::Duration retry_after =
      absl::ZeroDuration();  ///< What the channel asked for; zero = nothing.
};

/// A way out of the mesh. `deliver` blocks, for a bounded time, and may be called by several
/// threads.
class DeliveryChannel {
 public:
  virtual ~DeliveryChannel() = default;
  [[nodiscard]] virtual Attempted deliver(const Delivery& delivery) = 0;
};

/// What channels need from the outside.
struct ChannelEnvironment {
  std::ostream* console = nullptr;  ///< Where the console channel writes; outlives the channels.
  std::filesystem::path data_directory = ".";  ///< Relative paths of files are below it.
  std::function<absl::Time()> wall_now;  ///< Real time, for the instant in a webhook's signature.
};

/// The channel that a policy describes. kInvalid names the setting and the remedy.
[[nodiscard]] Result<std::unique_ptr<DeliveryChannel>> make_channel(
    const notify::Channel& settings, const ChannelEnvironment& environment);

/// Writes one line a delivery for people.
[[nodiscard]] std::unique_ptr<DeliveryChannel> make_console_channel(std::ostream& out);

/// Appends one JSON object a line; a line is never torn between processes. Not synced: the journal
/// is the record.
[[nodiscard]] Result<std::unique_ptr<DeliveryChannel>> make_file_channel(
    const std::filesystem::path& file);

}  // namespace escalon::notification
