#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "escalon/base/ids.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/replay/replay.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::replay {

/// The rows of a replay, sorted as they are written. A case that was forgotten keeps the rows of
/// its last state.
class Rows {
 public:
  void add_clocks(const Key& key, const sla::v1::CaseClocks& state);
  void add_escalations(const Key& key, const escalation::v1::CaseEscalations& state);

  [[nodiscard]] Status write_clocks(const std::string& path) const;
  [[nodiscard]] Status write_escalations(const std::string& path) const;
  /// Adds the rows up.
  void count(ReplayReport& report) const;

 private:
  struct ClockRow {
    std::string verdict;
    std::string line;
  };
  struct EscalationRow {
    std::string cause;
    std::string type;
    std::string rule;
    std::string line;
  };
  // By tenant, case, and clock or (opened, id); a later life of the case follows the earlier one.
  std::map<std::tuple<std::string, std::string, std::string, int>, ClockRow> clocks_;
  std::map<std::tuple<std::string, std::string, std::int64_t, std::string>, EscalationRow>
      escalations_;
};

}  // namespace escalon::replay
