#include "trouble.hpp"

#include <algorithm>

namespace escalon::view_redis {
namespace {

constexpr const char* kConnection = "connection";
constexpr std::string_view kFunctions = "escalon_";  // what their codes begin with
constexpr const char* kAllWell = "Redis is well again";

}  // namespace

void Trouble::connected() {
  {
    const std::lock_guard lock(mutex_);
    health_.reachable = true;
  }
  clear(kConnection);
}

void Trouble::disconnected(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    health_.reachable = false;
  }
  set(kConnection, why);
}

void Trouble::looked(const ServerFacts& facts, const std::vector<Finding>& found) {
  std::vector<std::string> gone;
  {
    const std::lock_guard lock(mutex_);
    health_.used_memory_bytes = facts.used_memory_bytes;
    health_.max_memory_bytes = facts.max_memory_bytes;
    for (const auto& [code, text] : texts_) {
      const bool of_calls = code == kConnection || code.starts_with(kFunctions);
      const bool still = std::any_of(found.begin(), found.end(),
                                     [&](const Finding& one) { return one.code == code; });
      if (!of_calls && !still) {
        gone.push_back(code);
      }
    }
  }
  for (const Finding& finding : found) {
    set(finding.code, finding.text);
  }
  for (const std::string& code : gone) {
    clear(code);
  }
}

void Trouble::refused(const std::string& function, const std::string& why) {
  set(function, why);
}

void Trouble::answered(const std::string& function) {
  clear(function);
}

RedisHealth Trouble::health() const {
  const std::lock_guard lock(mutex_);
  RedisHealth health = health_;
  for (const auto& [code, text] : texts_) {
    health.troubles.push_back(text);
  }
  return health;
}

void Trouble::set(const std::string& code, const std::string& text) {
  bool fresh = false;
  {
    const std::lock_guard lock(mutex_);
    const auto [place, added] = texts_.insert_or_assign(code, text);
    fresh = added;
  }
  if (fresh && tell_) {
    tell_(text);
  }
}

void Trouble::clear(const std::string& code) {
  bool last = false;
  {
    const std::lock_guard lock(mutex_);
    last = texts_.erase(code) > 0 && texts_.empty();
  }
  if (last && tell_) {
    tell_(kAllWell);
  }
}

}  // namespace escalon::view_redis
