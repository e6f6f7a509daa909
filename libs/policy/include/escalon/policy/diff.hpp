#pragma once

#include <string>
#include <vector>

#include "escalon/policy/policy_files.hpp"

namespace escalon::policy {

/// What `after` has otherwise than `before`, a sentence each, by section and name: `clock
/// resolution, rule 2: target is 4h, was 8h`. Empty where they differ in nothing but comments,
/// files, and the order of keys. Rules of the matrix and other lists with names are compared by
/// name, and what changed its place is told. Both must compile. Pure and thread-safe.
[[nodiscard]] std::vector<std::string> differences(const PolicyFiles& before,
                                                   const PolicyFiles& after);

}  // namespace escalon::policy
