#include "escalon/rules/facts.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <utility>

#include "absl/strings/str_join.h"

namespace escalon::rules {

Test::Test(std::vector<std::string> values) : values_(std::move(values)) {
  std::sort(values_.begin(), values_.end());
}

bool Test::holds(std::string_view value) const {
  if (op_ == Op::kIn) {
    return std::binary_search(values_.begin(), values_.end(), value, std::less<>());
  }
  if (op_ == Op::kPresent) {
    return !value.empty();
  }
  double number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || end != value.data() + value.size()) {
    return false;
  }
  return op_ == Op::kAtLeast ? number >= bound_ : number <= bound_;
}

std::string Facts::shown(const Field&) const {
  return {};
}

FactTable& FactTable::add(std::string_view field, std::string value) {
  values_[std::string(field)].push_back(std::move(value));
  return *this;
}

bool FactTable::any(const Field& field, const Test& test) const {
  const auto found = values_.find(field.text());
  return found != values_.end() &&
         std::any_of(found->second.begin(), found->second.end(),
                     [&](const std::string& value) { return test.holds(value); });
}

std::string FactTable::shown(const Field& field) const {
  const auto found = values_.find(field.text());
  return found == values_.end() ? "" : absl::StrJoin(found->second, ", ");
}

std::string_view small_number_text(int number) {
  static constexpr char kDigits[] =
      "01020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546"
      "474849"
      "50515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495"
      "969798"
      "99";
  if (number < 1 || number > 99) {
    return {};
  }
  const char* pair = kDigits + (number - 1) * 2;
  return number < 10 ? std::string_view(pair + 1, 1) : std::string_view(pair, 2);
}

}  // namespace escalon::rules
