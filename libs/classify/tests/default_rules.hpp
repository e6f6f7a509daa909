#pragma once

#include "escalon/classify/classify_rules.hpp"

namespace escalon::classify {

/// The rules of deploy/policies/default/triggers.yaml. Ends the process where it cannot be read.
[[nodiscard]] ClassifyRules default_rules();

}  // namespace escalon::classify
