#include "read_target.hpp"

#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using sla::Target;
using Words = std::vector<std::string_view>;

constexpr int kDaysMax = 3660;
constexpr absl::Duration kDurationMax = absl::Hours(24 * kDaysMax);
constexpr std::string_view kTargetRemedy =
    "write it like 15m, 8h, 8h wall, 3 working days, 1 working day, end of day, or 30 calendar "
    "days";

bool is_day_word(std::string_view word) {
  return word == "day" || word == "days";
}

bool ends_the_day(const Words& words, std::size_t from) {
  return words.size() == from + 3 && words[from] == "end" && words[from + 1] == "of" &&
         words[from + 2] == "day";
}

// `N working days`, `N working days end of day` and `N calendar days`.
std::optional<Target> parse_days(const Words& words) {
  Target target;
  if (words.size() < 3 || !is_day_word(words[2]) ||
      !absl::SimpleAtoi(std::string(words[0]), &target.days) || target.days < 0 ||
      target.days > kDaysMax) {
    return std::nullopt;
  }
  target.end_of_day = words[1] == "working" && ends_the_day(words, 3);
  if (words.size() > 3 && !target.end_of_day) {
    return std::nullopt;
  }
  if (words[1] != "working" && words[1] != "calendar") {
    return std::nullopt;
  }
  target.kind = words[1] == "working" ? Target::Kind::kWorkingDays : Target::Kind::kCalendarDays;
  return target;
}

std::optional<Target> parse_time(const Words& words) {
  const bool wall = words.size() == 2 && words[1] == "wall";
  if (words.empty() || (words.size() != 1 && !wall)) {
    return std::nullopt;
  }
  const Result<absl::Duration> duration = parse_duration(words[0]);
  if (!duration || *duration <= absl::ZeroDuration() || *duration > kDurationMax) {
    return std::nullopt;
  }
  Target target;
  target.kind = wall ? Target::Kind::kWallTime : Target::Kind::kOpenTime;
  target.duration = *duration;
  return target;
}

}  // namespace

bool read_target(const Cursor& at, Target& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  Words words = split(text, " ,\t");
  std::erase(words, std::string_view());
  std::optional<Target> target = parse_days(words);
  if (!target) {
    target = parse_time(words);
  }
  if (!target) {
    at.fail(cat("'", text, "' is no target"), std::string(kTargetRemedy));
    return false;
  }
  out = std::move(*target);
  out.text = std::move(text);
  return true;
}

bool read_warning(const Cursor& at, sla::Warning& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  double percent = 0;
  if (text.back() == '%') {
    if (absl::SimpleAtod(text.substr(0, text.size() - 1), &percent) && percent > 0 &&
        percent < 100) {
      out.percent = percent;
      return true;
    }
  } else if (const auto lead = parse_duration(text);
             lead && *lead > absl::ZeroDuration() && *lead <= kDurationMax) {
    out.lead = *lead;
    return true;
  }
  at.fail(cat("'", text, "' is no warning"),
          "write 75% for a share of the target, above 0 and below 100, or 10m for a time before "
          "the due instant");
  return false;
}

}  // namespace escalon::policy
