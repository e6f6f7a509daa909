#pragma once

#include <memory>
#include <optional>
#include <string>

#include "escalon/policy/compile.hpp"

namespace escalon::cli {

/// The policy that a command was given.
struct GivenPolicy {
  policy::PolicyFiles files;
  std::shared_ptr<const policy::CompiledPolicy> compiled;
};

/// Reads and compiles a policy's folder. What is wrong with it is printed to standard error, with
/// file, line and remedy; then there is nothing, and the command ends with kConfiguration.
[[nodiscard]] std::optional<GivenPolicy> read_given_policy(const std::string& folder);

}  // namespace escalon::cli
