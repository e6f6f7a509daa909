#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/replay/replay.hpp"
#include "escalon/team/v1/team.pb.h"
#include "rows.hpp"

namespace escalon::replay {

/// What is counted while cases run, by the time of the mesh.
struct Tally {
  std::uint64_t set_aside = 0;
  std::uint64_t firings = 0;
  std::uint64_t withdrawn_breaches = 0;
  std::uint64_t pages = 0;
  std::uint64_t night_pages = 0;

  void add(const Tally& other);
};

/// Writes down what the stages decide of some cases. Not thread-safe: each worker has its own.
class Ledger {
 public:
  Ledger(const Night& night, const RowsWanted& wanted) : night_(night), rows_(wanted) {}

  /// Takes what a mesh decided.
  void hear(const direct_mesh::Decided& decided);
  /// Takes what a mesh has come to; keep() or drop() decides.
  void take(const direct_mesh::DirectMesh& mesh);

  /// What was heard and taken since the last of either is kept, or is as if it had never been.
  void keep();
  void drop();

  /// Adds what another worker has kept.
  void add(Ledger other);
  /// Writes everything into the report; queues are counted up to its `until`.
  void report(ReplayReport& report) const;
  [[nodiscard]] Rows& rows() { return rows_; }

 private:
  struct Queue {
    TeamLoad load;
    std::map<std::string, std::int64_t, std::less<>> waiting;  // since when, by escalation
  };

  void hear_team(const Key& team, const team::v1::TeamEvent& event);
  void hear_notification(const direct_mesh::Decided& decided);

  Night night_;
  Rows rows_;
  Tally kept_;
  Tally open_;
  std::map<std::string, Queue, std::less<>> queues_;  // by key of the team
};

}  // namespace escalon::replay
