#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::testkit {

/// A real redis-server in a folder of its own, on a unix socket there, that ends with the test.
/// Thread-compatible; kill() may be called from another thread while others talk to the server.
class RedisServer {
 public:
  /// Starts `redis-server` with those settings (`--name value …`) over these: no port, no
  /// snapshots, no append-only file. The error says what to install where there is none.
  [[nodiscard]] static Result<std::unique_ptr<RedisServer>> start(
      std::vector<std::string> settings = {});

  ~RedisServer();
  RedisServer(const RedisServer&) = delete;
  RedisServer& operator=(const RedisServer&) = delete;

  /// The folder that holds its files.
  [[nodiscard]] const std::filesystem::path& directory() const { return directory_.path(); }
  [[nodiscard]] std::string socket() const { return (directory() / "redis.sock").string(); }

  /// kill -9.
  void kill();
  /// Ends it in order, which writes what is buffered.
  void stop();
  /// Starts it again on the files that are there, with more settings, and waits until it has loaded
  /// them.
  [[nodiscard]] Status restart(const std::vector<std::string>& more = {});

  /// One command by a client of its own, written apart from the product's. The answer as text:
  /// elements of arrays a line each, errors as `-TEXT`, nil as an empty line. Empty when the server
  /// is not there.
  std::string ask(const std::vector<std::string>& words) const;

 private:
  explicit RedisServer(std::vector<std::string> settings);
  void end(int signal);

  TempDir directory_;
  std::vector<std::string> settings_;
  pid_t process_ = -1;
};

}  // namespace escalon::testkit
