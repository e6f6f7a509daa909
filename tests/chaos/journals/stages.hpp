#pragma once

#include <string_view>
#include <vector>

#include "escalon/journal/stage.hpp"

namespace escalon::chaos {

/// All stages of the mesh, in the order of the chain.
[[nodiscard]] const std::vector<const journal::Stage*>& all_stages();

/// The stage whose journal is `topic`; null for a plain topic.
[[nodiscard]] const journal::Stage* stage_of(std::string_view topic);

}  // namespace escalon::chaos
