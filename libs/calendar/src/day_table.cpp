#include "day_table.hpp"

#include <algorithm>

namespace escalon::calendar {
namespace {

constexpr std::int64_t kDay = 86'400'000;

Readings to_readings(const DayInterval& interval) {
  const std::int64_t open = std::int64_t{interval.open_s} * 1000;
  const std::int64_t close = std::int64_t{interval.close_s} * 1000;
  return {open, close <= open ? close + kDay : close};
}

void sort_and_join(std::vector<Readings>& list) {
  std::sort(list.begin(), list.end(),
            [](const Readings& a, const Readings& b) { return a.open_ms < b.open_ms; });
  std::vector<Readings> joined;
  for (const Readings& next : list) {
    if (!joined.empty() && next.open_ms <= joined.back().close_ms) {
      joined.back().close_ms = std::max(joined.back().close_ms, next.close_ms);
    } else {
      joined.push_back(next);
    }
  }
  list = std::move(joined);
}

std::vector<Readings> to_list(const std::vector<DayInterval>& intervals) {
  std::vector<Readings> list;
  for (const DayInterval& interval : intervals) {
    list.push_back(to_readings(interval));
  }
  sort_and_join(list);
  return list;
}

void cut_out(std::vector<Readings>& list, const Readings& closed) {
  std::vector<Readings> left;
  for (const Readings& open : list) {
    const Readings head{open.open_ms, std::min(open.close_ms, closed.open_ms)};
    const Readings tail{std::max(open.open_ms, closed.close_ms), open.close_ms};
    if (head.open_ms < head.close_ms) {
      left.push_back(head);
    }
    if (tail.open_ms < tail.close_ms) {
      left.push_back(tail);
    }
  }
  list = std::move(left);
}

// The part of `owned` that is read on the date `shift` days after the owner.
void add_shown(std::vector<Readings>& shown, std::span<const Readings> owned, int shift) {
  for (const Readings& open : owned) {
    const Readings part{std::max<std::int64_t>(open.open_ms - shift * kDay, 0),
                        std::min(open.close_ms - shift * kDay, kDay)};
    if (part.open_ms < part.close_ms) {
      shown.push_back(part);
    }
  }
}

std::vector<Readings> shown_of(std::span<const Readings> yesterday,
                               std::span<const Readings> today) {
  std::vector<Readings> shown;
  add_shown(shown, yesterday, 1);
  add_shown(shown, today, 0);
  sort_and_join(shown);
  return shown;
}

// Calls `visit` with each date on which a yearly holiday falls.
template <typename Visit>
void for_each_annual(const CalendarSpec& spec, Visit visit) {
  for (const auto& [month_day, name] : spec.annual_holidays) {
    for (int year = kFirstYear; year <= kLastYear; ++year) {
      const absl::CivilDay date(year, month_day.first, month_day.second);
      if (date.day() == month_day.second) {
        visit(day_of(date), name);
      }
    }
  }
}

}  // namespace

DayTable::DayTable(const CalendarSpec& spec) {
  std::set<DayNumber> dated;
  for (const auto& [date, intervals] : spec.breaks) {
    others_[day_of(date)] = "break";
    dated.insert({day_of(date) - 1, day_of(date), day_of(date) + 1});
  }
  for (const auto& [date, intervals] : spec.date_overrides) {
    others_[day_of(date)] = "special hours";
    dated.insert(day_of(date));
  }
  for (const auto& [date, name] : spec.holidays) {
    holidays_[day_of(date)] = name;
    dated.insert(day_of(date));
  }
  if (!dated.empty()) {
    first_dated_ = *dated.begin();
    last_dated_ = *dated.rbegin();
  }
  for_each_annual(spec, [&](DayNumber day, const std::string& name) {
    holidays_.emplace(day, name);
    dated.insert(day);
  });
  build_week(spec);
  build_special(spec, dated);
}

void DayTable::build_week(const CalendarSpec& spec) {
  for (std::size_t i = 0; i < 7; ++i) {
    weekly_owned_[i] = to_list(spec.weekly[i]);
  }
  for (std::size_t i = 0; i < 7; ++i) {
    weekly_shown_[i] = shown_of(weekly_owned_[(i + 6) % 7], weekly_owned_[i]);
  }
}

void DayTable::build_special(const CalendarSpec& spec, const std::set<DayNumber>& days) {
  std::set<DayNumber> touched = days;
  for (const DayNumber day : days) {
    owned_.push_back({day, owned_by(day, spec)});
    touched.insert(day + 1);
  }
  for (const DayNumber day : touched) {
    shown_.push_back({day, shown_of(owned(day - 1), owned(day))});
  }
}

std::vector<Readings> DayTable::owned_by(DayNumber day, const CalendarSpec& spec) const {
  if (holidays_.contains(day)) {
    return {};
  }
  const auto replaced = spec.date_overrides.find(date_of(day));
  std::vector<Readings> list = replaced != spec.date_overrides.end() ? to_list(replaced->second)
                                                                     : weekly_owned_[weekday(day)];
  for (int shift = -1; shift <= 1; ++shift) {
    const auto breaks = spec.breaks.find(date_of(day + shift));
    if (breaks == spec.breaks.end()) {
      continue;
    }
    for (const Readings& closed : to_list(breaks->second)) {
      cut_out(list, {closed.open_ms + shift * kDay, closed.close_ms + shift * kDay});
    }
  }
  return list;
}

std::span<const Readings> DayTable::find(DayNumber day, const std::vector<Special>& special,
                                         const Week& week) {
  const auto found =
      std::lower_bound(special.begin(), special.end(), day,
                       [](const Special& entry, DayNumber wanted) { return entry.day < wanted; });
  if (found != special.end() && found->day == day) {
    return found->readings;
  }
  return week[weekday(day)];
}

bool DayTable::week_owns(DayNumber day, std::int64_t reading_ms) const {
  const auto& owned = weekly_owned_[weekday(day)];
  return std::any_of(owned.begin(), owned.end(), [&](const Readings& open) {
    return open.open_ms <= reading_ms && reading_ms < open.close_ms;
  });
}

std::string DayTable::exception(DayNumber day) const {
  const auto holiday = holidays_.find(day);
  if (holiday != holidays_.end()) {
    return holiday->second.empty() ? "holiday" : "holiday " + holiday->second;
  }
  const auto other = others_.find(day);
  return other == others_.end() ? std::string() : other->second;
}

}  // namespace escalon::calendar
