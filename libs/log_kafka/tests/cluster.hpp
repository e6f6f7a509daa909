#pragma once

#include <librdkafka/rdkafka.h>

#include <cstdint>
#include <map>
#include <string>

namespace escalon::log_kafka {

/// What others do to the cluster's topics, past the log under test. Ends the test program where it
/// cannot be done.
class Cluster {
 public:
  explicit Cluster(const std::string& bootstrap_servers);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  void make_topic(const std::string& name, int partitions,
                  const std::map<std::string, std::string>& settings = {});
  void delete_topic(const std::string& name);
  /// Deletes the records of partition 0 below `offset`.
  void delete_records(const std::string& topic, std::int64_t offset);
  /// Writes a message as another program would, to partition 0.
  void write(const std::string& topic, const std::string& key, const std::string& value);
  /// A topic's setting as the cluster has it.
  [[nodiscard]] std::string setting(const std::string& topic, const std::string& name);

 private:
  rd_kafka_t* client_;
  rd_kafka_queue_t* queue_;
};

}  // namespace escalon::log_kafka
