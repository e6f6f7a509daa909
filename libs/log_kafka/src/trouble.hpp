#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace escalon::log_kafka {

/// Tells of what goes wrong outside: once when it begins and once when it is over, however often
/// librdkafka repeats it. Thread-safe.
class Trouble {
 public:
  explicit Trouble(std::function<void(std::string)> tell) : tell_(std::move(tell)) {}

  /// `name` tells one trouble from another; `text` is for people.
  void begins(std::string_view name, std::string_view text);
  /// Tells `text` if that trouble had begun; cheap where there is none.
  void ends(std::string_view name, std::string_view text);
  /// True while that trouble is not over; cheap where there is none.
  [[nodiscard]] bool begun(std::string_view name) const;
  /// What has begun and is not over, a text each.
  [[nodiscard]] std::vector<std::string> current() const;

 private:
  std::function<void(std::string)> tell_;
  mutable std::mutex mutex_;
  std::map<std::string, std::string, std::less<>> begun_;  // texts by name
  std::atomic<bool> any_ = false;
};

/// The trouble that no broker answers.
inline constexpr std::string_view kNoBroker = "no broker";

}  // namespace escalon::log_kafka
