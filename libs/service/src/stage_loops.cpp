#include "escalon/service/stage_loops.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/service/random_id.hpp"

namespace escalon::service {
namespace {

constexpr size_t kCachedStatesMin = 1'000;
constexpr size_t kPrefetchBytesMin = 4U << 20U;

using Phase = journal::OwnerPhase;

constexpr absl::Duration kLook = absl::Milliseconds(10);

std::string name_of(const OwnerMember& owner) {
  return absl::StrCat(owner.at().stage, "/", owner.at().partition);
}

}  // namespace

std::vector<TopicUse> topics_of(const StagesByThread& stages) {
  std::set<TopicUse> topics;
  for (const auto& thread : stages) {
    for (const journal::Stage* stage : thread) {
      topics.insert({stage->spec().journal, false});
      for (const journal::InputSpec& input : stage->spec().inputs) {
        topics.insert({input.topic, !input.journal});
      }
      for (const journal::TimerKindSpec& kind : stage->spec().timer_kinds) {
        for (const journal::GateEntry& entry : kind.gate) {
          topics.insert({entry.plain_topic, true});
        }
      }
    }
  }
  return {topics.begin(), topics.end()};
}

journal::OwnerSettings share_of(journal::OwnerSettings stage, std::uint32_t partitions) {
  stage.cached_states_max = std::max(stage.cached_states_max / partitions, kCachedStatesMin);
  stage.prefetch_bytes_max = std::max(stage.prefetch_bytes_max / partitions, kPrefetchBytesMin);
  return stage;
}

StageLoops::StageLoops(const StagesByThread& stages, const journal::Topology& topology,
                       const StagePorts& ports, StageLoopsOptions options, MeshMetrics& metrics)
    : options_(std::move(options)), metrics_(metrics), reporter_(metrics) {
  const std::string process = random_id();
  for (const auto& thread : stages) {
    auto& loop = *loops_.emplace_back(std::make_unique<EventLoop>(thread.front()->spec().name));
    for (const journal::Stage* stage : thread) {
      const std::uint32_t partitions = topology.partitions_of(stage->spec().journal);
      const journal::OwnerSettings settings = share_of(options_.owner, partitions);
      for (std::uint32_t partition = 0; partition < partitions; ++partition) {
        journal::Mailbox& mailbox = loop.open_mailbox();
        const journal::OwnerPorts all{ports.log,      ports.ownership, ports.view,
                                      ports.clock,    ports.policies,  ports.producer,
                                      ports.executor, reporter_,       mailbox};
        owners_.push_back(std::make_unique<OwnerMember>(*stage, topology, partition, process, all,
                                                        settings, metrics));
        loop.attach(mailbox, *owners_.back());
      }
    }
  }
  for (const auto& loop : loops_) {
    loop->start();
  }
}

std::string StageLoops::not_ready() const {
  std::vector<std::string> taking_over;
  std::vector<std::string> stopped;
  bool owns = false;
  for (const auto& owner : owners_) {
    const Phase phase = owner->phase();
    owns = owns || phase != Phase::kIdle;
    if (phase == Phase::kStopped) {
      stopped.push_back(name_of(*owner));
    } else if (phase != Phase::kRunning && (phase != Phase::kIdle || options_.owns_everything)) {
      taking_over.push_back(name_of(*owner));
    }
  }
  if (!stopped.empty()) {
    return "stopped, the log says why: " + absl::StrJoin(stopped, ", ");
  }
  if (!taking_over.empty()) {
    return "taking over: " + absl::StrJoin(taking_over, ", ");
  }
  return owns || owners_.empty() ? "" : "owns no partition yet";
}

void StageLoops::measure() const {
  std::map<std::string, int> running;
  std::map<std::string, int> stopped;
  for (const auto& owner : owners_) {
    running[owner->at().stage] += owner->phase() == Phase::kRunning ? 1 : 0;
    stopped[owner->at().stage] += owner->stopped_for_good() ? 1 : 0;
  }
  for (const auto& [stage, partitions] : running) {
    metrics_.partitions.set(stage, partitions);
    metrics_.partitions_stopped.set(stage, stopped[stage]);
  }
}

bool StageLoops::quiet() const {
  return std::ranges::all_of(owners_, [](const auto& owner) {
    return owner->phase() == Phase::kRunning && owner->quiet();
  });
}

void StageLoops::close() {
  for (const auto& owner : owners_) {
    owner->close();
  }
}

bool StageLoops::closed() const {
  return std::ranges::all_of(owners_,
                             [](const auto& owner) { return owner->phase() == Phase::kStopped; });
}

bool StageLoops::wait_until_closed(absl::Duration longest) const {
  for (absl::Duration waited; !closed() && waited < longest; waited += kLook) {
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(kLook));
  }
  return closed();
}

void StageLoops::stop() {
  for (const auto& loop : loops_) {
    loop->stop();
  }
}

}  // namespace escalon::service
