#pragma once

#include <memory>

#include "../world/mesh_under_test.hpp"

namespace escalon::counter {

/// The two counter stages with a random life: ticks that arm, cancel, join groups, ask for effects,
/// come twice, late, undecodable, poisonous, too large or deadly.
[[nodiscard]] std::unique_ptr<simulation::MeshUnderTest> make_counter_mesh();

}  // namespace escalon::counter
