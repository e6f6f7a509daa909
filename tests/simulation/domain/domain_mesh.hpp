#pragma once

#include <memory>

#include "../world/mesh_under_test.hpp"

namespace escalon::simulation {

/// The whole mesh: classifier, sla, escalation, team and notification under a small policy with
/// short targets, told of contacts that are answered in time, late or never, that ask for managers,
/// and of commands.
[[nodiscard]] std::unique_ptr<MeshUnderTest> make_domain_mesh();

}  // namespace escalon::simulation
