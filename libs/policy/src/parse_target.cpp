#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "escalon/policy/target.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

using sla::Target;
using Words = std::vector<std::string_view>;

constexpr int kDaysMax = 3660;
constexpr absl::Duration kDurationMax = absl::Hours(24 * kDaysMax);

Error no_target(std::string_view text) {
  return invalid(cat("'", text,
                     "' is no target; write it like 15m, 8h, 8h wall, 3 working days (3wd), 1 "
                     "working day, end of day, 3 working days, by close, or 30 calendar days "
                     "(30cd)"));
}

Error over_ten_years(std::string_view text) {
  return invalid(cat("'", text, "' is over ten years; write a target of at most 3660 days"));
}

Words words_of(std::string_view text) {
  Words words = split(text, " ,\t");
  std::erase(words, std::string_view());
  // `3wd` is short for `3 working days`, `30cd` for `30 calendar days`.
  for (const auto& [unit, kind] : {std::pair("wd", "working"), std::pair("cd", "calendar")}) {
    if (!words.empty() && words[0].size() > 2 && words[0].ends_with(unit)) {
      words[0].remove_suffix(2);
      words.insert(words.begin() + 1, {kind, "days"});
    }
  }
  return words;
}

bool counts_days(const Words& words) {
  return words.size() >= 3 && (words[1] == "working" || words[1] == "calendar") &&
         (words[2] == "day" || words[2] == "days");
}

// What follows `N working days`; false where it is not understood.
bool read_ending(const Words& ending, Target& target) {
  target.end_of_day = ending == Words{"end", "of", "day"};
  target.by_close = ending == Words{"by", "close"};
  return ending.empty() || target.end_of_day || target.by_close;
}

Result<Target> days_target(const Words& words, std::string_view text) {
  Target target;
  const bool working = words[1] == "working";
  const Words ending(words.begin() + 3, words.end());
  const bool number =
      std::ranges::all_of(words[0], [](unsigned char c) { return std::isdigit(c) != 0; });
  if (!number || !read_ending(ending, target) || (!working && !ending.empty())) {
    return no_target(text);
  }
  if (!absl::SimpleAtoi(std::string(words[0]), &target.days) || target.days > kDaysMax) {
    return over_ten_years(text);
  }
  target.kind = working ? Target::Kind::kWorkingDays : Target::Kind::kCalendarDays;
  return target;
}

Result<Target> time_target(const Words& words, std::string_view text) {
  const bool wall = words.size() == 2 && words[1] == "wall";
  if (words.empty() || (words.size() != 1 && !wall)) {
    return no_target(text);
  }
  const Result<absl::Duration> duration = parse_duration(words[0]);
  if (!duration) {
    return no_target(text);
  }
  if (*duration <= absl::ZeroDuration()) {
    return invalid(cat("'", text, "' is no time at all; write a target above zero"));
  }
  if (*duration > kDurationMax) {
    return over_ten_years(text);
  }
  Target target;
  target.kind = wall ? Target::Kind::kWallTime : Target::Kind::kOpenTime;
  target.duration = *duration;
  return target;
}

}  // namespace

Result<Target> parse_target(std::string_view text) {
  const Words words = words_of(text);
  if (!words.empty() && words[0].size() > 1 && words[0][0] == '-' &&
      std::isdigit(static_cast<unsigned char>(words[0][1])) != 0) {
    return invalid(cat("'", text, "' is below zero; write a target above zero"));
  }
  Result<Target> target = counts_days(words) ? days_target(words, text) : time_target(words, text);
  if (target) {
    target->text = std::string(text);
  }
  return target;
}

}  // namespace escalon::policy
