#pragma once

#include <string_view>
#include <vector>

namespace escalon::calendar {

/// The names of the IANA time zones, sorted: what an unknown name is compared with. Whether a zone
/// can be used is for the time zone data of the machine to say.
[[nodiscard]] std::vector<std::string_view> zone_names();

}  // namespace escalon::calendar
