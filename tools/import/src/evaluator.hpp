#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "expression.hpp"
#include "local_time.hpp"
#include "parser.hpp"
#include "table.hpp"

namespace escalon::importing {

/// Why a row of the table has no value for an expression. It may be another row than the one that
/// was asked about.
struct RowProblem {
  std::uint32_t row = 0;
  std::string column;
  std::string reason;
};

/// Evaluates expressions over the rows of one case at a time. Not thread-safe.
class Evaluator {
 public:
  Evaluator(const Scope& scope, const Table& table) : scope_(scope), table_(table) {}

  /// From now on the case is `rows`, in this order; they must stay where they are.
  void enter(std::span<const std::uint32_t> rows);

  /// The value at the `place`-th row of the case.
  [[nodiscard]] Result<Value, RowProblem> value(const Expression& expression, std::size_t place);

  /// Readings that do not exist, or that came twice; each text of a row is counted once.
  [[nodiscard]] std::size_t missing_local_times() const { return missing_.size(); }
  [[nodiscard]] std::size_t ambiguous_local_times() const { return ambiguous_.size(); }

 private:
  using Outcome = Result<Value, RowProblem>;
  using Reading = std::pair<std::uint32_t, std::string>;

  Outcome let(std::size_t index, std::size_t place);
  Outcome call(const Expression& call, std::size_t place);
  Outcome logic(const Expression& call, std::size_t place);
  Outcome choose(const Expression& call, std::size_t place);
  Outcome coalesce(const Expression& call, std::size_t place);
  Outcome extreme(const Expression& call, std::size_t place);
  Outcome compared(const Expression& call, std::size_t place);
  Outcome changed(const Expression& call, std::size_t place);
  Outcome add(const Expression& call, std::size_t place);
  Outcome time(const Expression& call, std::size_t place);
  Outcome text(const Expression& call, std::size_t place);
  Outcome concat(const Expression& call, std::size_t place);
  Outcome lookup(const Expression& call, std::string text, std::size_t place);
  Result<absl::TimeZone, RowProblem> zone_of(const Expression& call, std::size_t place);
  std::string column_in(const Expression& expression) const;
  RowProblem problem(const Expression& at, std::size_t place, std::string reason) const;

  const Scope& scope_;
  const Table& table_;
  std::span<const std::uint32_t> rows_;
  std::vector<std::optional<Value>> lets_;
  absl::flat_hash_map<std::string, std::optional<absl::TimeZone>> zones_;
  absl::flat_hash_set<Reading> missing_;
  absl::flat_hash_set<Reading> ambiguous_;
};

}  // namespace escalon::importing
