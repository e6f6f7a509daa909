#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "escalon/policy/compile.hpp"

namespace escalon::policy::testing {

/// One file, `policy.yaml`. A line end at the beginning of `text` is dropped, so that a raw string
/// may begin on a line of its own and line numbers are those that one counts.
[[nodiscard]] PolicyFiles one_file(std::string_view text);

/// Compiles one file that must be right; ends the test program, with the errors, where it is not.
[[nodiscard]] std::shared_ptr<const CompiledPolicy> compiled(std::string_view text);
[[nodiscard]] std::shared_ptr<const CompiledPolicy> compiled(const PolicyFiles& files);

/// The errors of one file, one a line, without remedies.
[[nodiscard]] std::string errors(std::string_view text);
[[nodiscard]] std::string errors(const PolicyFiles& files);

/// The warnings of one file that compiles, one a line, without remedies.
[[nodiscard]] std::string warnings(std::string_view text);

/// The remedy of the first error.
[[nodiscard]] std::string remedy(std::string_view text);

/// Every `*.yaml` of a folder of deploy/policies.
[[nodiscard]] PolicyFiles shipped(std::string_view folder);

}  // namespace escalon::policy::testing
