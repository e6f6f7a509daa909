#pragma once

#include <string>

#include "escalon/insight/v1/explanation.pb.h"
#include "escalon/insight/v1/policy_preview.pb.h"

namespace escalon::insight {

/// Whose clocks a policy would change, for a terminal: a line in all, then a line for each clock
/// and team with some cases below. Ends with a line end.
[[nodiscard]] std::string render_preview(const v1::PreviewPolicyResponse& preview);

/// Which rules decided about a case, and why the others did not. Ends with a line end.
[[nodiscard]] std::string render_explanation(const v1::ExplainCaseResponse& explained);

}  // namespace escalon::insight
