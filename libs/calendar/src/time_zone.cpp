#include "escalon/calendar/time_zone.hpp"

#include <algorithm>
#include <cctype>
#include <string>

#include "escalon/base/suggest.hpp"
#include "zone_names.hpp"

namespace escalon::calendar {
namespace {

constexpr std::size_t kNameBytesMax = 64;  // the longest name of the database has 32

// The library that loads zones also takes paths, `file:PATH` and the machine's own setting.
bool is_zone_name(std::string_view name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' ||
           c == '+';
  });
  return plain && !name.empty() && name.front() != '/' && name != "localtime" && name != "Factory";
}

// Without case, and with blanks for underscores: `new york` is as good as `New_York`.
bool reads_alike(std::string_view a, std::string_view b) {
  const auto plain = [](char c) {
    return c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return plain(x) == plain(y); });
}

// The known name that is meant: in other letters, or by its city alone.
std::string_view meant_by(std::string_view name) {
  for (const std::string_view known : zone_names()) {
    const std::size_t slash = known.rfind('/');
    const bool city = slash != std::string_view::npos && reads_alike(known.substr(slash + 1), name);
    if (city || reads_alike(known, name)) {
      return known;
    }
  }
  return {};
}

std::string suggestion(std::string_view name) {
  if (name.size() > kNameBytesMax) {
    return "";
  }
  const std::string_view meant = meant_by(name);
  return meant.empty() ? did_you_mean(name, zone_names())
                       : " (did you mean '" + std::string(meant) + "'?)";
}

}  // namespace

Result<absl::TimeZone> load_time_zone(std::string_view name) {
  absl::TimeZone zone;
  if (!is_zone_name(name) || !absl::LoadTimeZone(std::string(name), &zone)) {
    return invalid("there is no time zone '" + std::string(name) + "'" + suggestion(name) +
                   "; write an IANA name as Europe/Berlin, America/New_York or UTC; if the name "
                   "is right, install the package tzdata");
  }
  return zone;
}

absl::Time standard_time_since(const absl::TimeZone& zone) {
  absl::TimeZone::CivilTransition first;
  if (!zone.NextTransition(absl::InfinitePast(), &first)) {
    return absl::InfinitePast();
  }
  return zone.At(std::min(first.from, first.to)).trans;
}

}  // namespace escalon::calendar
