#include "calc_instants.hpp"

#include <algorithm>

#include "escalon/base/instant.hpp"
#include "escalon/calendar/time_zone.hpp"

namespace escalon::cli {
namespace {

using service::ExitCode;
using Info = absl::TimeZone::TimeInfo;

Refusal no_instant(const std::string& flag, const std::string& text) {
  return {ExitCode::kUsage, flag + ": '" + text +
                                "' is no instant; write 2025-03-31T09:00:00+02:00, or 2025-03-31 "
                                "09:00 by the calendar's own clock"};
}

// The first instant of a reading, as calendars take it.
Given by_wall_clock(absl::CivilSecond reading, const absl::TimeZone& zone) {
  const Info info = zone.At(reading);
  if (info.kind == Info::SKIPPED) {
    return {info.trans, "no clock showed " + absl::FormatCivilTime(reading) +
                            ": taken for the first instant after it\n"};
  }
  if (info.kind == Info::REPEATED) {
    return {info.pre, "clocks showed " + absl::FormatCivilTime(reading) +
                          " twice: taken for the first time\n"};
  }
  return {info.pre, ""};
}

Answer<Given> checked(const std::string& flag, Given given, const absl::TimeZone& zone) {
  const absl::Time since = calendar::standard_time_since(zone);
  if (given.at < since) {
    return Refusal{ExitCode::kFailed, flag + ": " + format_instant(given.at) +
                                          " is before the zone " + zone.name() +
                                          " had a standard time (" + format_instant(since) +
                                          "); give a later instant"};
  }
  const absl::CivilDay date = absl::ToCivilDay(given.at, absl::UTCTimeZone());
  if (date.year() < 1900 || date.year() > 2199) {
    return Refusal{ExitCode::kFailed, flag +
                                          ": calendars are known from 1900 to 2199; give an "
                                          "instant between"};
  }
  return given;
}

}  // namespace

Answer<Given> read_instant(const std::string& flag, const std::string& text,
                           const absl::TimeZone& zone) {
  if (const auto instant = parse_instant(text)) {
    return checked(flag, {*instant, ""}, zone);
  }
  std::string shaped = text;
  std::replace(shaped.begin(), shaped.end(), ' ', 'T');
  absl::CivilSecond reading;
  const bool dated = shaped.size() >= 10 && shaped[4] == '-' && shaped[7] == '-';
  if (!dated || !absl::ParseLenientCivilTime(shaped, &reading)) {
    return no_instant(flag, text);
  }
  return checked(flag, by_wall_clock(reading, zone), zone);
}

Answer<std::vector<calendar::Period>> read_pauses(const std::vector<std::string>& texts,
                                                  const absl::TimeZone& zone) {
  std::vector<calendar::Period> pauses;
  for (const std::string& text : texts) {
    const std::size_t slash = text.find('/');
    if (slash == std::string::npos) {
      return Refusal{ExitCode::kUsage, "--pause: '" + text +
                                           "' is no pause; write FROM/UNTIL, or FROM/ for one "
                                           "that goes on"};
    }
    const auto from = read_instant("--pause", text.substr(0, slash), zone);
    if (!from) {
      return from.error();
    }
    const std::string end = text.substr(slash + 1);
    const auto until = end.empty() ? Answer<Given>(Given{absl::InfiniteFuture(), ""})
                                   : read_instant("--pause", end, zone);
    if (!until) {
      return until.error();
    }
    if (until->at <= from->at) {
      return Refusal{ExitCode::kUsage,
                     "--pause: '" + text + "' ends before it begins; write FROM/UNTIL"};
    }
    pauses.push_back({from->at, until->at});
  }
  return pauses;
}

std::string instant_text(absl::Time at, const absl::TimeZone& zone) {
  const bool whole = at == absl::FromUnixSeconds(absl::ToUnixSeconds(at));
  return absl::FormatTime(whole ? "%a %Y-%m-%d %H:%M:%S %Ez" : "%a %Y-%m-%d %H:%M:%E3S %Ez", at,
                          zone) +
         " (" + format_instant(at) + ")";
}

}  // namespace escalon::cli
