// One line of JSON to a contact event: what is valid stays valid, and is itself again when it was
// written and read.
#include <cstdint>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto event = escalon::events::parse_event_json({reinterpret_cast<const char*>(data), size});
  const absl::Time now = absl::FromUnixSeconds(1'709'283'600);
  if (!event.ok() || !escalon::events::validate(*event, now).ok()) {
    return 0;
  }
  ESCALON_ASSERT(escalon::events::validate(*event, now).ok());
  const auto again = escalon::events::parse_event_json(escalon::events::to_json(*event));
  ESCALON_ASSERT(again.ok());
  ESCALON_ASSERT(escalon::events::to_binary(*again) == escalon::events::to_binary(*event));
  return 0;
}
