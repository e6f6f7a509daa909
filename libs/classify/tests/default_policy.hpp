#pragma once

#include "escalon/classify/classify_policy.hpp"

namespace escalon::classify {

/// The classifier's part of deploy/policies/default. Ends the process where it cannot be compiled.
[[nodiscard]] ClassifyPolicy default_policy();

}  // namespace escalon::classify
