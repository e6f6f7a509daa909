#include "mesh_parts.hpp"

#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/notification/notification_stage.hpp"
#include "escalon/routing/routing_stages.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

namespace escalon::up {

const service::StagesByThread& stages_by_thread() {
  static const service::StagesByThread stages{
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
  for (const service::TopicUse& topic : service::topics_of(stages_by_thread())) {
    store.topics.push_back({topic.name, topology.partitions_of(topic.name), topic.plain});
  }
  for (const std::string_view topic : {journal::kPolicyTopic, journal::kDeadLetterTopic}) {
    store.topics.push_back({std::string(topic), topology.partitions_of(std::string(topic)), false});
  }
  for (const auto& thread : stages_by_thread()) {
    for (const journal::Stage* stage : thread) {
      store.stages.push_back({stage->spec().name, topology.partitions_of(stage->spec().journal)});
    }
  }
  store.on_trouble = [](const std::string& text) { service::log_error(text); };
  return store;
}

}  // namespace escalon::up
