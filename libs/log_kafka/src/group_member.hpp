#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "client.hpp"
#include "escalon/journal/ports.hpp"
#include "trouble.hpp"

namespace escalon::log_kafka {

/// Which partitions of the stages this process owns, by membership in a consumer group that never
/// reads: what it is assigned is paused at once and stays so. Whoever is revoked a partition and
/// given it again by the same rebalance hears nothing of it. A member whose instance name the group
/// has given away joins again; of two processes with one name both get a share. Thread-safe.
class GroupMember final : public ClientListener {
 public:
  /// Where the process reads in a journal, so that tools which show a group's lag are right.
  using PositionOf = std::function<journal::Offset(const journal::TopicPartition&)>;

  /// Options and trouble outlive it. It joins the group when somebody follows.
  [[nodiscard]] static Result<std::unique_ptr<GroupMember>> open(const KafkaOptions& options,
                                                                 PositionOf position,
                                                                 Trouble& trouble);

  /// Tells Assigned for what is owned now, then Assigned and Revoked as it changes.
  void follow(const std::string& stage, journal::Mailbox& mailbox);
  /// Answers Confirmed once a commit for that partition has succeeded in the group's present
  /// generation; NotOwner when the partition is not assigned. Waits for the group as long as it
  /// takes.
  void confirm(journal::StagePartition at, journal::Mailbox& mailbox);

  /// Serves the group until `stop` is asked for, then leaves it.
  void run(std::stop_token stop);

  void client_error(rd_kafka_resp_err_t code, const std::string& reason) override;
  void rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) override;

 private:
  struct Question {
    journal::StagePartition at;
    journal::Mailbox* mailbox = nullptr;
  };
  using Partitions = std::set<journal::StagePartition>;

  GroupMember(const KafkaOptions& options, PositionOf position, Trouble& trouble);
  static void on_commit(rd_kafka_t* client, rd_kafka_resp_err_t code,
                        rd_kafka_topic_partition_list_t* partitions, void* opaque);
  void committed(rd_kafka_resp_err_t code, const rd_kafka_topic_partition_list_t& partitions);
  void use(Client client);
  void wake();
  void come_back();
  void join();
  [[nodiscard]] int serve_questions();
  void ask(const std::vector<Question>& questions);
  void assigned(const rd_kafka_topic_partition_list_t& partitions);
  void become(Partitions owned);
  void lose_all();
  [[nodiscard]] Partitions stage_partitions(const rd_kafka_topic_partition_list_t& list) const;
  [[nodiscard]] const StageOptions* stage(const std::string& name) const;

  const KafkaOptions& options_;
  PositionOf position_;
  Trouble& trouble_;
  Client client_;
  Queue queue_;  // the member's own, where commits are answered too
  std::mutex mutex_;
  std::multimap<std::string, journal::Mailbox*> followers_;  // by stage
  Partitions owned_;
  bool rebalancing_ = true;        // until the first assignment
  std::uint64_t generation_ = 0;   // counts rebalances
  std::vector<Question> waiting_;  // to be asked
  std::vector<Question> asked_;    // a commit is under way for these
  std::uint64_t asked_in_ = 0;     // the generation that they were asked in
  bool follows_ = false;

  // The member's thread alone.
  bool joined_ = false;
  bool shut_out_ = false;
  std::optional<std::chrono::steady_clock::time_point> shut_out_at_;
};

}  // namespace escalon::log_kafka
