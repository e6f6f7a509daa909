#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "escalon/replay/replay.hpp"

namespace escalon::replay {

/// One figure of a report by its place, as `breaches/first_response`.
struct Figure {
  std::vector<std::string> path;
  std::int64_t value = 0;
};

/// What a policy makes of a recording: breaches, escalations, pages, queues. In a fixed order, each
/// sum before its parts.
[[nodiscard]] std::vector<Figure> figures_of(const ReplayReport& report);

/// A JSON text in its quotes (RFC 8259).
[[nodiscard]] std::string json_text(const std::string& text);

}  // namespace escalon::replay
