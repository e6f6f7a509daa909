#pragma once

#include <string_view>

#include "escalon/policy/policy_files.hpp"

namespace escalon::up {

/// The default policy as it was when the program was built (deploy/policies/default).
[[nodiscard]] policy::PolicyFiles default_policy();

/// The story that a first start plays: contact events, and what operators order, one a line.
[[nodiscard]] std::string_view story_events();
[[nodiscard]] std::string_view story_commands();

}  // namespace escalon::up
