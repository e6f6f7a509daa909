#pragma once

#include "escalon/insight/read_model.hpp"

namespace escalon::policy_book {
class MeshPolicyBook;
}

namespace escalon::insight {

/// Explains runs by the policies of `book`, which outlives the explainer.
[[nodiscard]] Explainer explain_by(const policy_book::MeshPolicyBook& book);

}  // namespace escalon::insight
