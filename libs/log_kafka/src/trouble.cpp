#include "trouble.hpp"

namespace escalon::log_kafka {

void Trouble::begins(std::string_view name, std::string_view text) {
  {
    const std::lock_guard lock(mutex_);
    if (!begun_.try_emplace(std::string(name), text).second) {
      return;
    }
    any_ = true;
  }
  if (tell_) {
    tell_(std::string(text));
  }
}

void Trouble::ends(std::string_view name, std::string_view text) {
  if (!any_.load(std::memory_order_relaxed)) {
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    const auto begun = begun_.find(name);
    if (begun == begun_.end()) {
      return;
    }
    begun_.erase(begun);
    any_ = !begun_.empty();
  }
  if (tell_) {
    tell_(std::string(text));
  }
}

bool Trouble::begun(std::string_view name) const {
  if (!any_.load(std::memory_order_relaxed)) {
    return false;
  }
  const std::lock_guard lock(mutex_);
  return begun_.contains(name);
}

std::vector<std::string> Trouble::current() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> texts;
  for (const auto& [name, text] : begun_) {
    texts.push_back(text);
  }
  return texts;
}

}  // namespace escalon::log_kafka
