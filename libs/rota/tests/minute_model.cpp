#include "minute_model.hpp"

#include <algorithm>

#include "gtest/gtest.h"

namespace escalon::rota {
namespace {

constexpr int kWeekMinutes = 7 * 24 * 60;

bool is_among(const Said& said, const std::string& person) {
  return std::any_of(said.begin(), said.end(),
                     [&](const auto& entry) { return entry.first == person; });
}

void add(Said& said, const std::string& person, const std::string& why) {
  if (!is_among(said, person)) {
    said.emplace_back(person, why);
  }
}

// Which minutes of a week by the wall clock are open.
std::vector<bool> week_of(const std::vector<WeekSpan>& spans) {
  std::vector<bool> week(kWeekMinutes, spans.empty());
  for (const WeekSpan& span : spans) {
    const int from = span.from_s / 60;
    const int length = (span.to_s / 60 - from + kWeekMinutes) % kWeekMinutes;
    for (int i = 0; i < (length == 0 ? kWeekMinutes : length); ++i) {
      week[static_cast<std::size_t>((from + i) % kWeekMinutes)] = true;
    }
  }
  return week;
}

// The hand-over after `reading`, the `index`-th.
absl::CivilSecond next_handover(const RotationSpec& rotation, absl::CivilSecond reading,
                                std::size_t index) {
  const TurnLength& length = rotation.length;
  if (length.months == 0) {
    return reading + absl::ToInt64Seconds(length.cycle[index % length.cycle.size()]);
  }
  const auto month = absl::CivilMonth(rotation.start) + length.months * static_cast<int>(index + 1);
  absl::CivilDay day = absl::CivilDay(month) + (rotation.start.day() - 1);
  while (absl::CivilMonth(day) != month) {
    --day;
  }
  return absl::CivilSecond(day) +
         (rotation.start - absl::CivilSecond(absl::CivilDay(rotation.start)));
}

}  // namespace

MinuteModel::MinuteModel(const RotaSpec& spec, absl::Time begin, int minutes)
    : spec_(spec), begin_(begin) {
  EXPECT_TRUE(absl::LoadTimeZone(spec.time_zone, &zone_));
  for (int i = 0; i < minutes; ++i) {
    readings_.push_back(zone_.At(instant(i)).cs);
  }
  for (const LayerSpec& layer : spec.layers) {
    layers_.emplace_back();
    for (const RotationSpec& rotation : layer.rotations) {
      layers_.back().push_back(minutes_of(rotation, layer));
    }
  }
}

int MinuteModel::first_minute(absl::CivilSecond reading) const {
  return static_cast<int>(std::find_if(readings_.begin(), readings_.end(),
                                       [&](const auto& shown) { return shown >= reading; }) -
                          readings_.begin());
}

int MinuteModel::last_minute(absl::CivilSecond reading) const {
  const auto found = std::find(readings_.rbegin(), readings_.rend(), reading);
  return found == readings_.rend() ? first_minute(reading)
                                   : static_cast<int>(readings_.rend() - found) - 1;
}

bool MinuteModel::covers(const Moment& from, const Moment& until, int minute) const {
  const auto* begin = std::get_if<absl::CivilSecond>(&from);
  const auto* end = std::get_if<absl::CivilSecond>(&until);
  const bool begun = begin != nullptr ? first_minute(*begin) <= minute
                                      : std::get<absl::Time>(from) <= instant(minute);
  const bool ended =
      end != nullptr ? last_minute(*end) <= minute : std::get<absl::Time>(until) <= instant(minute);
  return begun && !ended;
}

std::vector<bool> MinuteModel::open_minutes(const std::vector<WeekSpan>& one,
                                            const std::vector<WeekSpan>& two) const {
  const std::vector<bool> first = week_of(one);
  const std::vector<bool> second = week_of(two);
  std::vector<bool> open(readings_.size(), false);
  const absl::CivilDay day = absl::CivilDay(readings_.front()) - 8;
  const absl::CivilDay monday = absl::PrevWeekday(day, absl::Weekday::monday);
  const absl::CivilMinute end = absl::CivilMinute(absl::CivilDay(readings_.back()) + 2);
  // Stretches of open readings, each from its first minute to its last.
  absl::CivilMinute from;
  bool in_stretch = false;
  int week_minute = 0;
  for (absl::CivilMinute reading(monday); reading < end; ++reading) {
    const auto index = static_cast<std::size_t>(week_minute++ % kWeekMinutes);
    const bool is_open = first[index] && second[index];
    if (is_open && !in_stretch) {
      from = reading;
    }
    if (!is_open && in_stretch) {
      const int stop = last_minute(absl::CivilSecond(reading));
      for (int i = first_minute(absl::CivilSecond(from)); i < stop; ++i) {
        open[static_cast<std::size_t>(i)] = true;
      }
    }
    in_stretch = is_open;
  }
  if (in_stretch) {
    std::fill(open.begin() + std::min(first_minute(absl::CivilSecond(from)), minutes()), open.end(),
              true);
  }
  return open;
}

MinuteModel::RotationMinutes MinuteModel::minutes_of(const RotationSpec& rotation,
                                                     const LayerSpec& layer) const {
  RotationMinutes minutes{open_minutes(layer.only, rotation.only),
                          std::vector<std::size_t>(readings_.size(), 0)};
  absl::CivilSecond reached = readings_.front();
  absl::CivilSecond next = next_handover(rotation, rotation.start, 0);
  std::size_t turn = 0;
  for (std::size_t i = 0; i < readings_.size(); ++i) {
    reached = std::max(reached, readings_[i]);
    for (; next <= reached; next = next_handover(rotation, next, turn)) {
      ++turn;
    }
    minutes.whose[i] = turn % rotation.turns.size();
    const bool ended = rotation.until && last_minute(*rotation.until) <= static_cast<int>(i);
    minutes.open[i] = minutes.open[i] && rotation.start <= reached && !ended;
  }
  return minutes;
}

Said MinuteModel::scheduled(int minute) const {
  const auto index = static_cast<std::size_t>(minute);
  Said said;
  for (std::size_t l = 0; l < layers_.size(); ++l) {
    Said here;
    for (std::size_t r = 0; r < layers_[l].size(); ++r) {
      const RotationSpec& rotation = spec_.layers[l].rotations[r];
      if (layers_[l][r].open[index]) {
        for (const std::string& person : rotation.turns[layers_[l][r].whose[index]]) {
          add(here, person, "layer " + spec_.layers[l].name + ", rotation " + rotation.name);
        }
      }
    }
    said = here.empty() ? said : here;
  }
  return said;
}

Said MinuteModel::overridden(const Said& scheduled, int minute) const {
  Said staying = scheduled;
  Said joining;
  for (const OverrideSpec& change : spec_.overrides) {
    if (!covers(change.from, change.until, minute)) {
      continue;
    }
    if (change.instead_of_everyone) {
      staying.clear();
      joining.clear();
    } else if (!change.instead_of.empty() && !is_among(scheduled, change.instead_of)) {
      continue;
    }
    std::erase_if(staying, [&](const auto& entry) { return entry.first == change.instead_of; });
    const std::string whom = change.instead_of_everyone ? "everyone" : change.instead_of;
    if (!change.person.empty()) {
      add(joining, change.person, "override" + (whom.empty() ? "" : " instead of " + whom));
    }
  }
  for (const auto& [person, why] : joining) {
    add(staying, person, why);
  }
  return staying;
}

Said MinuteModel::at(int minute) const {
  for (const TemporarySpec& schedule : spec_.temporary) {
    if (covers(schedule.from, schedule.until, minute)) {
      Said said;
      for (const TemporaryShift& shift : schedule.shifts) {
        if (covers(shift.from, shift.until, minute)) {
          add(said, shift.person, "temporary schedule " + schedule.name);
        }
      }
      return said;
    }
  }
  return overridden(scheduled(minute), minute);
}

}  // namespace escalon::rota
