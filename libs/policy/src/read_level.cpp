#include "read_level.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "escalon/base/instant.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
#include "read_recipient.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using sla::Level;

constexpr std::size_t kLevelsMax = 20;
constexpr double kPercentMax = 1000;
constexpr absl::Duration kOffsetMax = absl::Hours(24 * 3660);

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) {
    return false;
  }
  text.remove_suffix(suffix.size());
  return true;
}

bool parse_share(std::string_view text, Level& out) {
  double percent = 0;
  if (!take_suffix(text, "%") || !absl::SimpleAtod(std::string(text), &percent) || !(percent > 0) ||
      percent > kPercentMax) {
    return false;
  }
  out.percent = percent;
  return true;
}

bool parse_offset(std::string_view text, Level& out) {
  if (text == "due") {
    out.offset = absl::ZeroDuration();
    return true;
  }
  const bool before = take_suffix(text, " before");
  if (!before && !take_suffix(text, " after")) {
    return false;
  }
  const auto offset = parse_duration(text);
  if (!offset || *offset <= absl::ZeroDuration() || *offset > kOffsetMax) {
    return false;
  }
  out.offset = before ? -*offset : *offset;
  return true;
}

void read_at(const Cursor& at, Level& out) {
  std::string text;
  if (!read_text(at, text)) {
    return;
  }
  if (!parse_share(text, out) && !parse_offset(text, out)) {
    at.fail(cat("'", text, "' is no place on a clock"),
            "write 75% or 120% of the target (at most 1000%), due, 10m before or 2h after");
    return;
  }
  out.text = std::move(text);
}

// An SLA event knows no escalation, and so neither its team nor whom it asked.
void read_listener(const Cursor& at, Level& out) {
  static constexpr std::array<std::string_view, 2> kWords{"subscribers", "customer"};
  std::string text;
  if (read_recipient(at, kWords, "a level cannot tell", text)) {
    out.tell.push_back(std::move(text));
  }
}

constexpr Field<Level> kLevelFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, Level& out) { read_text(at, out.name); },
     "Unique within the clock; the matrix knows it as CLOCK/NAME."},
    {"at", Need::kRequired, &read_at,
     "Where it stands: 75% or 120% of the target, due, 10m before, 2h after."},
    {"when", Need::kOptional, [](const Cursor& at, Level& out) { read_condition(at, out.when); },
     "What must hold of the case at that instant."},
    {"raise_priority_to", Need::kOptional,
     [](const Cursor& at, Level& out) {
       read_number(at, Range<int>{1, 9}, out.raise_priority_to);
     },
     "The least priority of the case's escalations from then on, 1 (most urgent) to 9."},
    {"notify", Need::kOptional,
     [](const Cursor& at, Level& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_listener(item, out); });
     },
     "Who is told: person:NAME, team:NAME, subscribers or customer."},
    {"escalate", Need::kOptional, [](const Cursor& at, Level& out) { read_flag(at, out.escalate); },
     "True: a reason to escalate, predicted before the due instant and sla_breach from there on."},
};

bool does_something(const Level& level) {
  return level.raise_priority_to != 0 || level.escalate || !level.tell.empty();
}

void check_level(const Cursor& at, const Level& level, const std::vector<Level>& before) {
  if (std::ranges::find(before, level.name, &Level::name) != before.end()) {
    at.fail(cat("the name '", level.name, "' is used by an earlier level"),
            "give each level of a clock a name of its own");
  }
  if (level.name.find('/') != std::string::npos) {
    at.fail(cat("'", level.name, "' has a slash"), "write the name without one");
  }
  if (level.when.is_never()) {
    at.warn("never reached: its condition cannot hold", "change 'when', or remove the level");
  }
  if (!does_something(level)) {
    at.warn("does nothing", "add raise_priority_to, notify or escalate, or remove the level");
  }
}

void read_level(const Cursor& at, sla::ClockRule& out) {
  Level level;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kLevelFields, level)) {
    return;
  }
  if (at.reading().errors.size() == errors_before) {
    check_level(at, level, out.levels);
  }
  if (level.escalate) {
    at.reading().names.define(NameKind::kClock, cat(out.name, "/", level.name));
  }
  out.levels.push_back(std::move(level));
}

}  // namespace

void read_levels(const Cursor& at, sla::ClockRule& out) {
  if (at.node().kind == Node::Kind::kMap) {
    read_level(at, out);
  } else {
    each_item(at, [&](const Cursor& item) { read_level(item, out); });
  }
  if (out.levels.size() > kLevelsMax) {
    at.fail("more than 20 levels", "leave some out");
  }
}

}  // namespace escalon::policy
