#include "value.hpp"

#include <algorithm>

#include "escalon/base/instant.hpp"

namespace escalon::importing {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A decimal number of any length, so that ids of twenty digits compare exactly.
struct Decimal {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;
};

bool read_decimal(std::string_view text, Decimal& out) {
  out.negative = text.starts_with('-');
  text.remove_prefix(out.negative ? 1 : 0);
  const std::size_t point = text.find('.');
  out.whole = text.substr(0, point);
  out.fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (!all_digits(out.whole) || (point != std::string_view::npos && !all_digits(out.fraction))) {
    return false;
  }
  out.whole.remove_prefix(std::min(out.whole.size(), out.whole.find_first_not_of('0')));
  out.fraction = out.fraction.substr(0, out.fraction.find_last_not_of('0') + 1);
  out.negative = out.negative && !(out.whole.empty() && out.fraction.empty());
  return true;
}

int compare_sizes(const Decimal& left, const Decimal& right) {
  if (left.whole.size() != right.whole.size()) {
    return left.whole.size() < right.whole.size() ? -1 : 1;
  }
  const int whole = left.whole.compare(right.whole);
  return whole != 0 ? whole : left.fraction.compare(right.fraction);
}

int compare_decimals(const Decimal& left, const Decimal& right) {
  if (left.negative != right.negative) {
    return left.negative ? -1 : 1;
  }
  return left.negative ? compare_sizes(right, left) : compare_sizes(left, right);
}

int compare_texts(std::string_view left, std::string_view right) {
  Decimal left_number;
  Decimal right_number;
  const bool left_is_number = read_decimal(left, left_number);
  const bool right_is_number = read_decimal(right, right_number);
  if (left_is_number && right_is_number) {
    return compare_decimals(left_number, right_number);
  }
  if (left_is_number != right_is_number) {
    return left_is_number ? -1 : 1;
  }
  return left.compare(right);
}

template <typename T>
int compare_plain(const T& left, const T& right) {
  return left < right ? -1 : right < left ? 1 : 0;
}

}  // namespace

bool is_true(const Value& value) {
  const bool* truth = std::get_if<bool>(&value);
  return truth != nullptr && *truth;
}

int compare(const Value& left, const Value& right) {
  if (left.index() != right.index()) {
    return left.index() < right.index() ? -1 : 1;
  }
  if (const auto* text = std::get_if<std::string>(&left)) {
    return compare_texts(*text, std::get<std::string>(right));
  }
  return compare_plain(left, right);
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    return *text;
  }
  if (const auto* instant = std::get_if<absl::Time>(&value)) {
    return format_instant(*instant);
  }
  if (const auto* duration = std::get_if<absl::Duration>(&value)) {
    return format_duration(*duration);
  }
  const auto* truth = std::get_if<bool>(&value);
  return truth == nullptr ? "" : *truth ? "true" : "false";
}

std::string_view name_of(Type type) {
  switch (type) {
    case Type::kNull:
      return "null";
    case Type::kText:
      return "a text";
    case Type::kTruth:
      return "true or false";
    case Type::kInstant:
      return "a time";
    case Type::kDuration:
      return "a duration";
  }
  return "";
}

}  // namespace escalon::importing
