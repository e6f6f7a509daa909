#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::testkit {

/// A real Apache Kafka broker, one node, in a folder of its own and on free ports of this machine.
/// It dies with the object, and with the thread that started it, however that ends. It is fetched
/// by Maven once (`kafka/resolve.sh`). Where it cannot be had or does not start, the process ends
/// with the remedy: tests against Kafka fail, they are never skipped.
class KafkaBroker {
 public:
  /// Lines of server.properties, beside and above the usual ones.
  using Settings = std::map<std::string, std::string>;

  /// Formats the folder and starts; returns once connections are accepted (about 4 s).
  explicit KafkaBroker(const Settings& settings = {});
  ~KafkaBroker();
  KafkaBroker(const KafkaBroker&) = delete;
  KafkaBroker& operator=(const KafkaBroker&) = delete;

  /// `127.0.0.1:PORT`, the same after a restart.
  [[nodiscard]] std::string bootstrap_servers() const;
  /// Where the broker keeps a partition.
  [[nodiscard]] std::filesystem::path partition_folder(const std::string& topic,
                                                       int partition) const;

  /// kill -9. Returns once it is dead.
  void kill();
  /// Starts it again after a kill, with what it has stored.
  void start();

 private:
  void wait_until_it_accepts();
  [[noreturn]] void fail(const std::string& what) const;

  TempDir folder_;
  std::filesystem::path jars_;
  int port_ = 0;
  pid_t pid_ = 0;
};

}  // namespace escalon::testkit
