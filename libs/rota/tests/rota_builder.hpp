#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "escalon/rota/rota.hpp"
#include "gtest/gtest.h"

namespace escalon::rota {

inline absl::Time at(std::string_view text) {
  const auto instant = parse_instant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return instant ? *instant : absl::UnixEpoch();
}

/// Daily turns at 09:00 from Monday 2026-01-05 on, without hours.
inline RotationSpec daily(std::vector<std::vector<std::string>> turns) {
  RotationSpec rotation;
  rotation.name = "daily";
  rotation.turns = std::move(turns);
  rotation.length = days(1);
  rotation.start = absl::CivilSecond(2026, 1, 5, 9, 0, 0);
  return rotation;
}

/// One layer, `base`, in the zone.
inline RotaSpec one_layer(RotationSpec rotation, std::string_view zone = "UTC") {
  RotaSpec spec;
  spec.name = "billing";
  spec.time_zone = std::string(zone);
  spec.layers.push_back({.name = "base", .rotations = {std::move(rotation)}});
  return spec;
}

/// Seconds after Monday 00:00; day 0 is Monday.
constexpr int week_s(int day, int hour, int minute = 0) {
  return ((day * 24 + hour) * 60 + minute) * 60;
}

/// 09:00 to 17:00 from Monday to Friday.
inline std::vector<WeekSpan> office_hours() {
  std::vector<WeekSpan> spans;
  for (int day = 0; day < 5; ++day) {
    spans.push_back({week_s(day, 9), week_s(day, 17)});
  }
  return spans;
}

inline Rota compiled(const RotaSpec& spec) {
  auto rota = Rota::compile(spec);
  EXPECT_TRUE(rota.ok()) << (rota.ok() ? "" : rota.error().message);
  return *std::move(rota);
}

inline std::string error_of(const RotaSpec& spec) {
  const auto rota = Rota::compile(spec);
  return rota.ok() ? "" : rota.error().message;
}

/// `ana, ben`; `nobody`.
inline std::string who(const Rota& rota, std::string_view instant) {
  std::vector<std::string> names;
  for (const OnCall& held : rota.on_call(at(instant))) {
    names.push_back(held.person);
  }
  return names.empty() ? "nobody" : absl::StrJoin(names, ", ");
}

/// Why the only person on call is.
inline std::string why(const Rota& rota, std::string_view instant) {
  const auto people = rota.on_call(at(instant));
  EXPECT_EQ(people.size(), 1U);
  return people.empty() ? "" : people.front().reason.text();
}

inline std::string text_of(const Period& period) {
  return format_instant(period.from) + " to " + format_instant(period.to);
}

}  // namespace escalon::rota
