#include "mesh_parts.hpp"

#include <utility>

#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

namespace escalon::up {

const std::vector<std::vector<const journal::Stage*>>& stages_by_thread() {
  static const std::vector<std::vector<const journal::Stage*>> stages{
      {&classifier::classifier_stage()},
      {&sla_timer::sla_stage()},
      {&routing::escalation_stage(), &routing::team_stage(), &notification::notification_stage()}};
  return stages;
}

store_sqlite::StoreOptions store_options(const MeshOptions& options,
                                         const journal::Topology& topology) {
  store_sqlite::StoreOptions store;
  store.directory = options.data;
  store.port = options.http_port;
  store.file_bytes_max = options.data_bytes_max;
  store.fold_version = journal::PartitionFold::kVersion;
  for (const char* topic : {intake::kContactEvents, intake::kCommands}) {
    store.topics.push_back({topic, topology.partitions_of(topic), true});
  }
  for (const std::string_view topic : {journal::kPolicyTopic, journal::kDeadLetterTopic}) {
    store.topics.push_back({std::string(topic), topology.partitions_of(std::string(topic)), false});
  }
  for (const auto& thread : stages_by_thread()) {
    for (const journal::Stage* stage : thread) {
      const std::uint32_t partitions = topology.partitions_of(stage->spec().journal);
      store.topics.push_back({stage->spec().journal, partitions, false});
      store.stages.push_back({stage->spec().name, partitions});
    }
  }
  store.on_trouble = [](const std::string& text) { service::log_error(text); };
  return store;
}

std::vector<journal::TopicPartition> partitions_of(const std::vector<std::string>& journals,
                                                   const journal::Topology& topology) {
  std::vector<journal::TopicPartition> all;
  for (const std::string& topic : journals) {
    for (std::uint32_t partition = 0; partition < topology.partitions_of(topic); ++partition) {
      all.push_back({topic, partition});
    }
  }
  return all;
}

FollowerLoop::FollowerLoop(std::string name, journal::Log& log, journal::ReaderId reader,
                           service::JournalSink& sink)
    : loop_(std::move(name)),
      mailbox_(loop_.open_mailbox()),
      follower_(log, mailbox_, reader, sink, [this](const std::string& text) {
        failed_ = true;
        service::log_error(text);
      }) {
  loop_.attach(mailbox_, follower_);
}

void FollowerLoop::follow(const journal::TopicPartition& at, journal::Offset next,
                          journal::Fold fold) {
  follower_.follow(at, next, std::move(fold));
}

}  // namespace escalon::up
