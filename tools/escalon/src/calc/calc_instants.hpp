#pragma once

#include <string>
#include <vector>

#include "calc_calendar.hpp"

namespace escalon::cli {

/// An instant as the command line gives it.
struct Given {
  absl::Time at;
  std::string note;  ///< Where the reading is missing or comes twice: how it was taken. A line.
};

/// Reads RFC 3339, or a reading of the zone's clock: a date, or a date and a time. Refused, naming
/// the flag: what is none, and what lies before the zone had a standard time or after 2199.
[[nodiscard]] Answer<Given> read_instant(const std::string& flag, const std::string& text,
                                         const absl::TimeZone& zone);

/// Reads pauses, each `FROM/UNTIL` or `FROM/`.
[[nodiscard]] Answer<std::vector<calendar::Period>> read_pauses(
    const std::vector<std::string>& texts, const absl::TimeZone& zone);

/// `Fri 2015-11-20 11:00:00 -05:00 (2015-11-20T16:00:00.000Z)`.
[[nodiscard]] std::string instant_text(absl::Time at, const absl::TimeZone& zone);

}  // namespace escalon::cli
