#pragma once

#include "facts.hpp"
#include "open.hpp"

namespace escalon::escalation {

/// The rules of the matrix that are for the reason, in their order up to `decided`, and what of
/// their conditions does not hold; all of them where `decided` is null. Of very many, or where the
/// words get long, the last that did not decide are counted alone.
[[nodiscard]] v1::AskedRules asked_rules(const EscalationPolicy& policy, const Reason& reason,
                                         const CauseFacts& facts, const MatrixRule* decided);

}  // namespace escalon::escalation
