#pragma once

#include <string>

#include "node.hpp"

namespace escalon::policy {

/// A node on one line, as YAML's flow style has it: `{ask: queue, level: 1}`.
[[nodiscard]] std::string flow_text(const Node& node);

}  // namespace escalon::policy
