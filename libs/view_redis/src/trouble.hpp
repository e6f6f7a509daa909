#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "escalon/view_redis/redis_view.hpp"
#include "server_facts.hpp"

namespace escalon::view_redis {

/// Keeps what is wrong, by kind, and tells of it once. Thread-safe; told from the thread that
/// calls.
class Trouble {
 public:
  explicit Trouble(std::function<void(std::string)> tell) : tell_(std::move(tell)) {}

  /// The connection stands, or not, and why.
  void connected();
  void disconnected(const std::string& why);
  /// What a look at the server found.
  void looked(const ServerFacts& facts, const std::vector<Finding>& found);
  /// The server refused to call that function, or called it. Each is judged by itself: a full
  /// memory lets a view be acquired and read.
  void refused(const std::string& function, const std::string& why);
  void answered(const std::string& function);

  [[nodiscard]] RedisHealth health() const;

 private:
  void set(const std::string& code, const std::string& text);
  void clear(const std::string& code);

  std::function<void(std::string)> tell_;
  mutable std::mutex mutex_;
  RedisHealth health_;
  std::map<std::string, std::string> texts_;  // by kind
};

}  // namespace escalon::view_redis
