#pragma once

#include <sys/types.h>

#include <functional>
#include <string>

namespace escalon::log_kafka {

/// Another process of the mesh. It is killed at the end of the test. To be made before the test has
/// threads of its own.
class ChildProcess {
 public:
  /// Tells the parent a line.
  using Tell = std::function<void(const std::string&)>;

  explicit ChildProcess(const std::function<void(const Tell&)>& work);
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  /// Waits for the next line that the child tells; empty when it has ended.
  [[nodiscard]] std::string hear();
  void stop() const;   ///< SIGSTOP: it is alive and does nothing.
  void go_on() const;  ///< SIGCONT.
  void kill();         ///< kill -9; returns once it is dead.

 private:
  pid_t pid_ = 0;
  int hearing_ = -1;
};

}  // namespace escalon::log_kafka
