#pragma once

namespace escalon {

/// Prints the broken fact and ends the process. A broken invariant of ours must not be survived.
[[noreturn]] void assertion_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace escalon

/// Stops the process when an invariant of ours does not hold. On in every build. Never for input.
#define ESCALON_ASSERT(condition)                      \
  (static_cast<bool>(condition) ? static_cast<void>(0) \
                                : ::escalon::assertion_failed(#condition, __FILE__, __LINE__))
