#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace escalon::escalation {

/// Money in ten-thousandths of the currency's unit; never below zero.
using Amount = std::int64_t;

/// `250`, `49.9` or `0.0001`: 1 to 12 digits, and after a point 1 to 4 more. Nothing for any other
/// text; signs, spaces, separators and exponents are not taken.
[[nodiscard]] std::optional<Amount> parse_amount(std::string_view text);

/// The shortest text that parse_amount() reads as `amount`.
[[nodiscard]] std::string format_amount(Amount amount);

/// Three capital letters, as ISO 4217 names currencies.
[[nodiscard]] bool is_currency(std::string_view text);

}  // namespace escalon::escalation
