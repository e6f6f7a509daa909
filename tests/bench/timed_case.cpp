#include "timed_case.hpp"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace escalon::bench {

journal::PostImage make_timed_case(std::size_t number) {
  char id[48];
  std::snprintf(id, sizeof id, "%08zx-0000-4000-8000-%012zx",
                number * 2'654'435'761U % 0x100000000U, number);
  journal::PostImage image;
  image.key = Key(std::string("default/") + id);
  image.envelope = std::make_shared<const std::string>(kEnvelopeBytes, 's');
  const std::size_t due_ms = number * 86 % 86'400'000 + number * 7'919'777 % 14'400'000;
  image.timers = {
      {image.key, "first_response", 1, 1'700'000'000'000 + static_cast<std::int64_t>(due_ms), 1}};
  return image;
}

}  // namespace escalon::bench
