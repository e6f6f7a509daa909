#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::calendar {

constexpr std::int64_t kDayMs = 86'400'000;
/// 2200-01-01T00:00:00Z. Nothing is searched beyond it.
constexpr std::int64_t kSearchEndMs = 7'258'118'400'000;
/// 1900-01-01T00:00:00Z. Nothing is searched before it.
constexpr std::int64_t kSearchBeginMs = -2'208'988'800'000;

/// The offsets of a time zone as a table of segments, each with one offset. Local ms = UTC ms +
/// offset.
class ZoneTable {
 public:
  struct Segment {
    std::int64_t from_ms;
    std::int64_t to_ms;
    std::int64_t offset_ms;
  };

  /// Reads the zone's history and rules up to 2100. Unknown names are refused.
  [[nodiscard]] static Result<ZoneTable> load(const std::string& name);

  /// Segments in order, covering [kSearchBeginMs, kSearchEndMs).
  [[nodiscard]] const std::vector<Segment>& segments() const { return segments_; }

  /// Index of the segment that holds the instant; the first or last for instants outside the table.
  [[nodiscard]] std::size_t find(std::int64_t utc_ms) const;

  /// The first instant with this local reading; the first valid instant after it where the reading
  /// is missing.
  [[nodiscard]] std::int64_t to_utc(std::int64_t local_ms) const;

  [[nodiscard]] std::int64_t to_local(std::int64_t utc_ms) const {
    return utc_ms + segments_[find(utc_ms)].offset_ms;
  }

 private:
  std::vector<Segment> segments_;
};

}  // namespace escalon::calendar
