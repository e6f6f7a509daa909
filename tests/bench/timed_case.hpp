#pragma once

#include <cstddef>

#include "escalon/journal/ports.hpp"

namespace escalon::bench {

inline constexpr std::size_t kEnvelopeBytes = 200;  ///< Of a timed case's state.

/// A case id of 36 characters with one timer. Keys come in no order; a day's cases, a million, are
/// due in the order of their coming, give or take four hours.
[[nodiscard]] journal::PostImage make_timed_case(std::size_t number);

}  // namespace escalon::bench
