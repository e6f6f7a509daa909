#pragma once

#include <functional>
#include <memory>
#include <string>

#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::replay {

/// Every stage of the mesh in virtual time, with channels that take all they are given and answer
/// `answer`. `heard` is told every decided event.
[[nodiscard]] direct_mesh::DirectMesh make_whole_mesh(
    std::shared_ptr<const policy::CompiledPolicy> policy,
    std::function<void(const direct_mesh::Decided&)> heard, std::string answer = "replayed");

}  // namespace escalon::replay
