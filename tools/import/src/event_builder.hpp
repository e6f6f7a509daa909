#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "case_reader.hpp"
#include "escalon/import/import_rows.hpp"
#include "evaluator.hpp"
#include "rules.hpp"

namespace escalon::importing {

/// An event and where it stands in the output.
struct PlacedEvent {
  absl::Time at;
  std::uint32_t row = 0;
  std::uint32_t line = 0;
  const google::protobuf::FieldDescriptor* type = nullptr;
  std::string bytes;
};

/// Makes the events of one case after the other. A row that cannot be mapped is taken out of its
/// case, and what is left is mapped as if it had never been there; event ids still count it.
class EventBuilder {
 public:
  EventBuilder(const Mapping::Rules& rules, Evaluator& evaluator)
      : rules_(rules), evaluator_(evaluator) {}

  /// Appends the events of a case, and its bad rows with the reasons.
  void add_case(const Case& one_case, std::vector<PlacedEvent>& events,
                std::vector<RowProblem>& problems);

  /// Rows that made an event, and rows that made none.
  [[nodiscard]] std::uint64_t emitting() const { return emitting_; }
  [[nodiscard]] std::uint64_t silent() const { return silent_; }

 private:
  struct Row {
    std::uint32_t row = 0;      ///< In the table.
    std::uint32_t ordinal = 0;  ///< In its case, from 1, bad rows counted.
    std::uint32_t rank = 0;  ///< Where its events stand among those of other cases at one instant.
  };

  void enter();
  void drop(const std::vector<RowProblem>& problems);
  void apply_reject_lines(std::vector<RowProblem>& problems);
  bool map_rows(const std::string& case_id, std::vector<PlacedEvent>& events,
                std::vector<RowProblem>& problems);
  Result<std::uint32_t, RowProblem> map_row(const std::string& case_id, std::size_t place,
                                            std::vector<PlacedEvent>& events);
  Result<PlacedEvent, RowProblem> make_event(const std::string& case_id, std::size_t place,
                                             std::uint32_t line);
  Result<bool, RowProblem> holds(const Expression& condition, std::size_t place);
  RowProblem problem(std::size_t place, std::string reason) const {
    return {rows_[place].row, "", std::move(reason)};
  }

  const Mapping::Rules& rules_;
  Evaluator& evaluator_;
  std::vector<Row> rows_;
  std::vector<std::uint32_t> entered_;
  std::uint64_t emitting_ = 0;
  std::uint64_t silent_ = 0;
};

}  // namespace escalon::importing
