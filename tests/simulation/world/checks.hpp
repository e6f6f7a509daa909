#pragma once

#include <map>
#include <string>
#include <vector>

#include "escalon/simulated/broker.hpp"
#include "escalon/simulated/executor.hpp"
#include "escalon/simulated/view_store.hpp"
#include "mesh_under_test.hpp"
#include "world.hpp"

namespace escalon::simulation {

/// An input as it reached the log.
struct ToldInput {
  absl::Duration at;  ///< When it was appended, since the world began.
  journal::TopicPartition where;
  journal::Offset offset = 0;
  const PlannedInput* input = nullptr;
};

/// What the world did to the mesh.
struct History {
  absl::Time origin;
  std::vector<ToldInput> inputs;  ///< In the order in which they were appended.
  std::vector<std::pair<absl::Duration, std::shared_ptr<const journal::CompiledPolicy>>> policies;
  std::uint64_t gate_overrides = 0;
};

/// Adds up what owners did.
void add(journal::OwnerStatistics& sum, const journal::OwnerStatistics& one);

/// The ends of all journals.
[[nodiscard]] std::map<journal::TopicPartition, journal::Offset> journal_ends(
    const MeshUnderTest& mesh, const simulated::Broker& broker);

/// The views that have not reached their journal's end, in words; empty where all have.
[[nodiscard]] std::string unserved_partitions(const MeshUnderTest& mesh,
                                              const simulated::Broker& broker,
                                              const simulated::ViewStore& views);

/// Checks every invariant of the protocol on the raw logs and views, and compares with the mesh
/// that never fails.
void check_everything(const MeshUnderTest& mesh, const simulated::Broker& broker,
                      const simulated::ViewStore& views, const simulated::Outside& outside,
                      const History& history, Outcome& outcome);

}  // namespace escalon::simulation
