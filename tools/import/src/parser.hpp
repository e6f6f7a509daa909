#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "expression.hpp"

namespace escalon::importing {

using LookupTable = std::map<std::string, std::string, std::less<>>;

/// What the names in a mapping's expressions mean. Columns are collected as they are met: which of
/// them the input has is known only once it is opened.
struct Scope {
  absl::TimeZone zone = absl::UTCTimeZone();
  std::vector<std::string> table_names;
  std::vector<LookupTable> tables;
  std::vector<std::string> let_names;
  std::vector<Expression> lets;
  std::vector<std::string> columns;
  std::vector<std::string> column_places;  ///< Where in the mapping each column was first used.

  /// The position of a column, which is added where it is new.
  std::size_t column(std::string_view name, std::string_view place);
};

/// Compiles one expression that stands at `place` of the mapping. The error says what is wrong in
/// it, with the nearest known name.
[[nodiscard]] Result<Expression> parse_expression(std::string_view text, std::string_view place,
                                                  Scope& scope);

}  // namespace escalon::importing
