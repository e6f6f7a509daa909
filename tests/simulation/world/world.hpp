#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "escalon/journal/owner.hpp"
#include "escalon/simulated/faults.hpp"
#include "host.hpp"
#include "mesh_under_test.hpp"

namespace escalon::simulation {

/// What one schedule is to be.
struct Schedule {
  std::uint64_t seed = 1;
  int inputs = 220;
  bool trace = false;
  /// When set, this kind of fault strikes often and no other does.
  std::optional<simulated::Fault> only;
  /// Strikes (by number) that are left out: how a failing schedule is shortened.
  std::set<std::uint64_t> left_out;
};

/// What a schedule came to.
struct Outcome {
  std::vector<std::string> failures;  ///< `INVARIANT I1 …` or `ORACLE …`; empty when all held.
  journal::OwnerStatistics statistics;
  std::map<std::string, std::uint64_t> faults;
  std::vector<std::uint64_t> strikes;  ///< Numbers of the faults that struck.
  std::uint64_t inputs = 0;
  std::uint64_t tolerated =
      0;  ///< Inputs set aside since three processes ended while one was tried with care.
};

/// Runs one schedule: the mesh over simulated adapters, with faults, then a calm, then all
/// invariants and the comparison with the mesh that never fails.
[[nodiscard]] Outcome run(const MeshUnderTest& mesh, const Schedule& schedule);

}  // namespace escalon::simulation
