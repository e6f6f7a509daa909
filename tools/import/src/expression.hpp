#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "value.hpp"

namespace escalon::importing {

enum class Function {
  kTime,
  kLookup,
  kConcat,
  kLower,
  kSubstr,
  kCoalesce,
  kEarlier,
  kLater,
  kIf,
  kChanged,
  kPrev,
  kIsNull,
  kEqual,
  kDiffers,
  kLess,
  kAnd,
  kOr,
  kNot,
  kAdd
};

/// An expression of a mapping, with its type known and its names resolved to positions.
struct Expression {
  enum class Kind { kLiteral, kColumn, kLet, kFirst, kLast, kCall };

  Kind kind = Kind::kLiteral;
  Type type = Type::kNull;
  Value literal;                        ///< kLiteral.
  std::size_t index = 0;                ///< kColumn, kLet: the position; kLookup: of the table.
  Function function = Function::kTime;  ///< kCall.
  std::vector<Expression> arguments;    ///< kCall.
  std::optional<absl::TimeZone> fixed_zone;  ///< kTime, where the zone is the same for every row.
  std::string format;                        ///< kTime; empty = ISO 8601.
  int rows_back = 0;                         ///< How deep prev and changed are nested in it.
  bool needs_case = false;  ///< It looks at other rows of its case, or at the row's place in it.
};

}  // namespace escalon::importing
