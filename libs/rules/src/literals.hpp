#pragma once

#include "escalon/rules/relations.hpp"

namespace escalon::rules {

/// Whether `b` holds wherever `a` does. A field may have several values, but those that have one
/// at most, which is all but `trigger`, are known to.
[[nodiscard]] bool implies(const Literal& a, const Literal& b);

/// Whether two of the literals cannot hold together.
[[nodiscard]] bool contradicts(const Conjunct& literals);

}  // namespace escalon::rules
