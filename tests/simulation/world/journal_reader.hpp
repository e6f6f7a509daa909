#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "escalon/base/ids.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/simulated/broker.hpp"
#include "mesh_under_test.hpp"

namespace escalon::simulation {

/// One accepted record of a journal.
struct AcceptedRecord {
  journal::Offset offset = 0;
  const journal::Record* record = nullptr;
  journal::v1::JournalRecord body;
};

/// The fold of one partition of one stage's journal below `end`, computed from the raw log by
/// nobody's memory.
struct FoldedPartition {
  journal::PartitionFold partition;
  std::map<Key, journal::MessagePtr> states;
  std::vector<AcceptedRecord> accepted;
  std::set<std::pair<std::string, std::uint64_t>>
      effects;  ///< (effect id, attempt) that were ever pending.
};
[[nodiscard]] FoldedPartition fold(const simulated::Broker& broker, const journal::Stage& stage,
                                   std::uint32_t partition, journal::Offset end);

}  // namespace escalon::simulation
