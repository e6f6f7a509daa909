#include "escalon/base/instant.hpp"

#include <array>
#include <charconv>

namespace escalon {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
// Longest first, so that formatting is greedy; `ms` before `m` matters for parsing.
constexpr std::array<Unit, 5> kUnits{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"ms", 1}, {"m", 60'000}, {"s", 1'000}}};
constexpr std::array<Unit, 5> kDescending{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}}};

Error bad_duration(std::string_view text) {
  return invalid("'" + std::string(text) +
                 "' is not a duration; write it like 90s, 15m, 4h, 1h30m or 2d");
}

const Unit* unit_at(std::string_view text) {
  for (const Unit& unit : kUnits) {
    if (text.starts_with(unit.name)) {
      return &unit;
    }
  }
  return nullptr;
}

}  // namespace

std::int64_t to_ms(absl::Time instant) {
  return absl::ToUnixMillis(instant);
}

absl::Time from_ms(std::int64_t unix_ms) {
  return absl::FromUnixMillis(unix_ms);
}

std::string format_instant(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%d%ET%H:%M:%E3SZ", instant, absl::UTCTimeZone());
}

Result<absl::Time> parse_instant(std::string_view text) {
  absl::Time instant;
  std::string reason;
  if (!absl::ParseTime(absl::RFC3339_full, std::string(text), &instant, &reason)) {
    return invalid("'" + std::string(text) +
                   "' is not an instant; write it like 2024-03-01T09:00:00Z (RFC 3339)");
  }
  return instant;
}

Result<absl::Duration> parse_duration(std::string_view text) {
  std::int64_t total_ms = 0;
  std::string_view rest = text;
  if (rest.empty()) {
    return bad_duration(text);
  }
  while (!rest.empty()) {
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (error != std::errc{} || count < 0) {
      return bad_duration(text);
    }
    rest.remove_prefix(static_cast<size_t>(end - rest.data()));
    const Unit* unit = unit_at(rest);
    std::int64_t part_ms = 0;
    if (unit == nullptr || __builtin_mul_overflow(count, unit->ms, &part_ms) ||
        __builtin_add_overflow(total_ms, part_ms, &total_ms)) {
      return bad_duration(text);
    }
    rest.remove_prefix(unit->name.size());
  }
  return absl::Milliseconds(total_ms);
}

std::string format_duration(absl::Duration duration) {
  std::int64_t rest_ms = absl::ToInt64Milliseconds(duration);
  if (rest_ms == 0) {
    return "0s";
  }
  std::string text = rest_ms < 0 ? "-" : "";
  rest_ms = rest_ms < 0 ? -rest_ms : rest_ms;
  for (const Unit& unit : kDescending) {
    if (const std::int64_t count = rest_ms / unit.ms; count > 0) {
      text += std::to_string(count);
      text += unit.name;
      rest_ms %= unit.ms;
    }
  }
  return text;
}

}  // namespace escalon
