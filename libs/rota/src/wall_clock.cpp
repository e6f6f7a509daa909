#include "wall_clock.hpp"

#include <algorithm>

namespace escalon::rota {

using TimeInfo = absl::TimeZone::TimeInfo;

Result<absl::TimeZone> load_zone(const std::string& name) {
  absl::TimeZone zone;
  if (name.empty() || !absl::LoadTimeZone(name, &zone)) {
    return invalid("unknown time zone '" + name +
                   "'; use an IANA name such as Europe/Berlin (package tzdata must be installed)");
  }
  return zone;
}

absl::Time first_instant(const absl::TimeZone& zone, absl::CivilSecond reading) {
  const TimeInfo info = zone.At(reading);
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.pre;
}

absl::Time last_instant(const absl::TimeZone& zone, absl::CivilSecond reading) {
  const TimeInfo info = zone.At(reading);
  return info.kind == TimeInfo::SKIPPED ? info.trans : info.post;
}

absl::CivilSecond reading_reached(const absl::TimeZone& zone, absl::Time at) {
  const absl::CivilSecond shown = zone.At(at).cs;
  const TimeInfo info = zone.At(shown);
  if (info.kind != TimeInfo::REPEATED || at < info.trans) {
    return shown;
  }
  return std::max(shown, zone.At(info.trans - absl::Seconds(1)).cs);
}

std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return (value - floor_rest(value, by)) / by;
}

std::int64_t floor_rest(std::int64_t value, std::int64_t by) {
  return (value % by + by) % by;
}

}  // namespace escalon::rota
