#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::importing {

/// A piece of an expression.
struct Token {
  enum class Kind { kName, kQuotedName, kText, kNumber, kDuration, kSymbol, kEnd };
  Kind kind = Kind::kEnd;
  std::string text;
  std::size_t offset = 0;  ///< Bytes from the beginning of the expression.
};

/// Cuts an expression into tokens; the last is kEnd. The error says what cannot stand in an
/// expression.
[[nodiscard]] Result<std::vector<Token>> tokens_of(std::string_view expression);

}  // namespace escalon::importing
