#pragma once

#include <memory>
#include <string>
#include <vector>

#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy/story_test.hpp"

namespace escalon::policy_test {

/// What came of one test.
struct Outcome {
  std::string name;
  /// For each expectation that was not met: where it stands, what was expected, and what happened.
  std::vector<std::string> failures;
};

/// Runs each test through all stages in virtual time, as a replay does, in a mesh of its own.
[[nodiscard]] std::vector<Outcome> run(const std::shared_ptr<const policy::CompiledPolicy>& policy,
                                       const std::vector<policy::StoryTest>& tests);

}  // namespace escalon::policy_test
