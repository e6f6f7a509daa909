#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/log_kafka/options.hpp"

namespace escalon::log_kafka {

/// Owns an object of librdkafka; `destroy` is its destructor.
template <typename T, void (*destroy)(T*)>
struct Destroy {
  void operator()(T* object) const { destroy(object); }
};
template <typename T, void (*destroy)(T*)>
using Owned = std::unique_ptr<T, Destroy<T, destroy>>;

using Client = Owned<rd_kafka_t, rd_kafka_destroy>;
using Topic = Owned<rd_kafka_topic_t, rd_kafka_topic_destroy>;
using Queue = Owned<rd_kafka_queue_t, rd_kafka_queue_destroy>;
using Message = Owned<rd_kafka_message_t, rd_kafka_message_destroy>;
using PartitionList = Owned<rd_kafka_topic_partition_list_t, rd_kafka_topic_partition_list_destroy>;

/// Whom a client tells what it has to say, from within its poll functions.
class ClientListener {
 public:
  virtual ~ClientListener() = default;
  /// Something outside is wrong; librdkafka goes on trying.
  virtual void client_error(rd_kafka_resp_err_t code, const std::string& reason) = 0;
  /// Producers: what became of a message.
  virtual void delivered(const rd_kafka_message_t& /*message*/) {}
  /// Members of a group: partitions are given or taken.
  virtual void rebalance(rd_kafka_resp_err_t /*code*/,
                         rd_kafka_topic_partition_list_t* /*partitions*/) {}
};

/// What a client is for; each has settings of its own. A sharer reads in a group what others write.
enum class Role { kProducer, kReader, kMember, kSharer, kAdmin };

/// Makes a client. Errors: kInvalid for a setting that librdkafka does not know or that is not to
/// be set. `listener` outlives the client and may be null where nothing is to be told.
[[nodiscard]] Result<Client> make_client(Role role, const KafkaOptions& options,
                                         ClientListener* listener);

/// The topic's name on the cluster.
[[nodiscard]] std::string cluster_name(const KafkaOptions& options, const std::string& topic);

/// What librdkafka says of a code.
[[nodiscard]] inline std::string text_of(rd_kafka_resp_err_t code) {
  return rd_kafka_err2str(code);
}

/// True when the code says that a topic or partition is not on the cluster.
[[nodiscard]] bool says_absent(rd_kafka_resp_err_t code);

}  // namespace escalon::log_kafka
