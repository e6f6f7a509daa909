#include "escalon/escalation/amount.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace escalon::escalation {
namespace {

constexpr std::size_t kDigitsMax = 12;
constexpr std::size_t kDecimalsMax = 4;
constexpr Amount kUnit = 10'000;

bool is_digits(std::string_view text, std::size_t count_max) {
  return !text.empty() && text.size() <= count_max &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

Amount number_of(std::string_view digits) {
  Amount number = 0;
  for (const char digit : digits) {
    number = number * 10 + (digit - '0');
  }
  return number;
}

}  // namespace

std::optional<Amount> parse_amount(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!is_digits(whole, kDigitsMax)) {
    return std::nullopt;
  }
  if (point == std::string_view::npos) {
    return number_of(whole) * kUnit;
  }
  std::string decimals(text.substr(point + 1));
  if (!is_digits(decimals, kDecimalsMax)) {
    return std::nullopt;
  }
  decimals.resize(kDecimalsMax, '0');
  return number_of(whole) * kUnit + number_of(decimals);
}

std::string format_amount(Amount amount) {
  std::string text = absl::StrCat(amount / kUnit);
  if (amount % kUnit != 0) {
    absl::StrAppend(&text, ".", absl::Dec(amount % kUnit, absl::kZeroPad4));
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text;
}

bool is_currency(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace escalon::escalation
