#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/ids.hpp"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/replay/replay.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::replay {

/// Which rows are to be written. A row that is only counted has no line of text.
struct RowsWanted {
  bool lines = false;       ///< Of clocks and escalations.
  bool classified = false;  ///< A row an event.
};

/// The rows of a replay. A case that was forgotten keeps the rows of its last state, before those
/// of its next life.
class Rows {
 public:
  explicit Rows(const RowsWanted& wanted) : wanted_(wanted) {}

  /// In the order in which the events of a case are decided.
  void add_classified(const Key& key, const classification::v1::Classified& classified);
  void add_clocks(const Key& key, const sla::v1::CaseClocks& state);
  void add_escalations(const Key& key, const escalation::v1::CaseEscalations& state);

  /// From here on rows may be dropped again.
  void mark();
  /// Drops what was added since mark().
  void drop();

  /// Adds the rows of other cases.
  void add(Rows other);
  /// Sorts them as they are written: by tenant, case and clock, or instant and id.
  void sort();

  /// Sorted rows.
  [[nodiscard]] Status write_clocks(const std::string& path) const;
  [[nodiscard]] Status write_escalations(const std::string& path) const;
  [[nodiscard]] Status write_classified(const std::string& path) const;
  /// Adds the rows up.
  void count(ReplayReport& report) const;
  /// How many cases have a clock with another verdict, or other escalations (when, type and level),
  /// in `a` than in `b`. Both are sorted.
  [[nodiscard]] static std::uint64_t cases_that_differ(const Rows& a, const Rows& b);

 private:
  using Whose = std::shared_ptr<const KeyParts>;
  struct ClockRow {
    Whose whose;
    std::string clock;
    std::string_view verdict;
    std::string line;
  };
  struct EscalationRow {
    Whose whose;
    std::int64_t opened_at_ms = 0;
    std::string id;
    std::string_view cause;
    std::string_view type;
    std::string rule;
    int level = 0;
    std::string line;
  };

  struct ClassifiedRow {
    Whose whose;
    std::string line;
  };
  // All rows of a case that matter to cases_that_differ, as one text.
  using Outcomes = std::map<std::pair<std::string, std::string>, std::string>;
  [[nodiscard]] Outcomes outcomes() const;

  RowsWanted wanted_;
  std::vector<ClockRow> clocks_;
  std::vector<EscalationRow> escalations_;
  std::vector<ClassifiedRow> classified_;
  std::size_t clocks_marked_ = 0;
  std::size_t escalations_marked_ = 0;
  std::size_t classified_marked_ = 0;
};

}  // namespace escalon::replay
