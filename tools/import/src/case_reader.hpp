#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evaluator.hpp"
#include "rules.hpp"

namespace escalon::importing {

/// The rows that have one value of `case`.
struct Case {
  std::string id;
  std::vector<std::uint32_t> rows;  ///< In the order of the case.
};

/// Rows without a case, or whose order cannot be told, go to `problems`. Cases come in the order of
/// their first rows.
[[nodiscard]] std::vector<Case> group_cases(const Mapping::Rules& rules, const Table& table,
                                            Evaluator& evaluator,
                                            std::vector<RowProblem>& problems);

}  // namespace escalon::importing
