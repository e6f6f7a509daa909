#pragma once

#include <string>

#include "phrase_syntax.hpp"

namespace escalon::classify {

/// What is wrong with a phrase as a whole; empty where nothing is. The limits keep the search for
/// it linear.
[[nodiscard]] std::string fault_of(const Pattern& pattern);

}  // namespace escalon::classify
