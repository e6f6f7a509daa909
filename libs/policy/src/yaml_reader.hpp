#pragma once

#include <string>

#include "escalon/base/result.hpp"
#include "escalon/policy/policy_error.hpp"
#include "node.hpp"

namespace escalon::policy {

/// Reads YAML text (one document) into a node. Never throws. Bounds: 100 levels, 200,000 nodes
/// after aliases are copied in.
[[nodiscard]] Result<Node, PolicyError> read_yaml(const std::string& file, const std::string& text);

}  // namespace escalon::policy
