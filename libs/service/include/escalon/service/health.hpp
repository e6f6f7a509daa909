#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace escalon::service {

/// Whether a process can do its work. Being alive asks nobody; being ready asks every check.
/// Thread-safe.
class Health {
 public:
  /// Tells why it is not ready; empty when it is. Must be quick and thread-safe.
  using Check = std::function<std::string()>;

  /// Adds a check under a name that /readyz shows.
  void add(std::string name, Check check);

  /// Makes the process not ready from now on, since it is stopping.
  void stopping();

  struct Report {
    bool ready = true;
    std::string text;  ///< One `name: ok` or `name: reason` a line.
  };
  [[nodiscard]] Report report() const;

 private:
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, Check>> checks_;
  bool stopping_ = false;
};

}  // namespace escalon::service
