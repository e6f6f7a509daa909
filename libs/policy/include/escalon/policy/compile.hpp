#pragma once

#include <memory>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/policy/check.hpp"  // IWYU pragma: export
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy/policy_error.hpp"
#include "escalon/policy/policy_files.hpp"

namespace escalon::policy {

/// A policy, or everything that is wrong with its files.
using CompileResult = Result<std::shared_ptr<const CompiledPolicy>, PolicyErrors>;

/// Reads, checks and compiles. Every error is reported, not only the first; a part that cannot be
/// read is left out and the rest is checked on. Pure, total and thread-safe: any bytes are an
/// input.
[[nodiscard]] CompileResult compile(const PolicyFiles& files);

}  // namespace escalon::policy
