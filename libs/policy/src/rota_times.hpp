#pragma once

#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/rota/rota_spec.hpp"

namespace escalon::policy {

/// Reads a reading of the wall clock: `2026-01-05 09:00`, with seconds if need be.
[[nodiscard]] Result<absl::CivilSecond> parse_reading(std::string_view text);

/// The same, or an instant with an offset: `2026-01-05T08:00:00Z`.
[[nodiscard]] Result<rota::Moment> parse_moment(std::string_view text);

/// Reads `hour`, `6 hours`, `day`, `2 weeks`, `month`, or a duration as `90m`.
[[nodiscard]] Result<rota::TurnLength> parse_turn(std::string_view text);

/// Reads hours of a week: `mon-fri 09:00-17:00` (each of the days), `sat-sun` (whole days), or
/// `fri 18:00 - mon 08:00` (one span).
[[nodiscard]] Result<std::vector<rota::WeekSpan>> parse_week_hours(std::string_view text);

}  // namespace escalon::policy
