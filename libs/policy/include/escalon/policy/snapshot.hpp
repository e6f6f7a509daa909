#pragma once

#include "absl/time/time.h"
#include "escalon/policy/compile.hpp"
#include "escalon/policy/v1/policy.pb.h"

namespace escalon::policy {

/// The policy as it is published, from which any process compiles the same policy again.
[[nodiscard]] v1::PolicySnapshot to_snapshot(const CompiledPolicy& policy, absl::Time published_at);

/// Compiles a published policy. An error where the hash is not that of the files.
[[nodiscard]] CompileResult from_snapshot(const v1::PolicySnapshot& snapshot);

/// Compiles the files of a policy that a person has sent, whatever hash and name come with them.
/// kInvalid with all that is wrong.
[[nodiscard]] Result<std::shared_ptr<const CompiledPolicy>> compile_sent(
    const v1::PolicySnapshot& sent);

}  // namespace escalon::policy
