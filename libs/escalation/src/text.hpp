#pragma once

#include <string_view>

#include "absl/strings/string_view.h"

namespace escalon::escalation {

/// The text as absl takes it: where absl was built for an older standard its view is another type.
[[nodiscard]] inline absl::string_view piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace escalon::escalation
