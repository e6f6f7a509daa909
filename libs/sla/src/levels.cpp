#include "levels.hpp"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace escalon::sla {
namespace {

bool is_open(const v1::LevelMark& mark) {
  return mark.status() == v1::LEVEL_STATUS_UNSPECIFIED;
}

bool passes_before(const v1::LevelMark& mark, std::int64_t until_ms) {
  return is_open(mark) && mark.at_ms() != 0 && mark.at_ms() < until_ms;
}

bool holds(const std::string& name, ClockGroup group, const CaseView& view) {
  const Goal goal = group.empty() ? Goal{nullptr, nullptr, 0, false} : goal_of(group, view);
  return goal.covered &&
         std::any_of(goal.rule->levels.begin(), goal.rule->levels.end(), [&](const Level& level) {
           return level.name == name && level.when.holds(view);
         });
}

void pass(v1::LevelMark& mark, ClockGroup group, const CaseView& view) {
  const bool reached = holds(mark.level(), group, view);
  mark.set_status(reached ? v1::LEVEL_STATUS_REACHED : v1::LEVEL_STATUS_PASSED_OVER);
}

}  // namespace

void pass_level(v1::ClockRun& run, std::string_view level, ClockGroup group, const CaseView& view) {
  for (v1::LevelMark& mark : *run.mutable_levels()) {
    if (is_open(mark) && mark.level() == level) {
      pass(mark, group, view);
    }
  }
}

bool has_level_before(const v1::ClockRun& run, std::int64_t until_ms) {
  return run.stopped_at_ms() == 0 &&
         std::any_of(run.levels().begin(), run.levels().end(),
                     [&](const v1::LevelMark& mark) { return passes_before(mark, until_ms); });
}

void pass_levels_before(v1::ClockRun& run, std::int64_t until_ms, ClockGroup group,
                        const CaseView& view) {
  for (v1::LevelMark& mark : *run.mutable_levels()) {
    if (passes_before(mark, until_ms)) {
      pass(mark, group, view);
    }
  }
}

std::int64_t newest_level_ms(const v1::ClockRun& run) {
  std::int64_t newest = 0;
  for (const v1::LevelMark& mark : run.levels()) {
    newest = is_open(mark) ? newest : std::max(newest, mark.at_ms());
  }
  return newest;
}

std::string level_id_of(const v1::ClockRun& run, const std::string& level) {
  return absl::StrCat(run.clock(), "@", run.started_at_ms(), ":", level);
}

}  // namespace escalon::sla
