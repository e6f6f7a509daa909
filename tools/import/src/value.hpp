#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "absl/time/time.h"

namespace escalon::importing {

/// What an expression of a mapping yields.
enum class Type { kNull, kText, kTruth, kInstant, kDuration };

using Null = std::monostate;
using Value = std::variant<Null, std::string, bool, absl::Time, absl::Duration>;

[[nodiscard]] inline bool is_null(const Value& value) {
  return std::holds_alternative<Null>(value);
}

/// True only for a true truth value; null is not true.
[[nodiscard]] bool is_true(const Value& value);

/// Below 0, 0 or above 0. A total order over values of one type: null first, texts that are decimal
/// numbers by their value, then the other texts by their bytes.
[[nodiscard]] int compare(const Value& left, const Value& right);

/// The value as a text field holds it: instants in RFC 3339, truth values as true and false, null
/// as nothing.
[[nodiscard]] std::string text_of(const Value& value);

/// The type in words, for messages.
[[nodiscard]] std::string_view name_of(Type type);

}  // namespace escalon::importing
