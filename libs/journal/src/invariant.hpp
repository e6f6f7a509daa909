#pragma once

namespace escalon::journal {

/// Prints the broken invariant of the protocol by its name and ends the process.
[[noreturn]] void invariant_broken(const char* name, const char* expression, const char* file,
                                   int line) noexcept;

}  // namespace escalon::journal

/// Stops the process when an invariant of the protocol (§17) that this process can see does not
/// hold.
#define ESCALON_INVARIANT(name, condition) \
  (static_cast<bool>(condition)            \
       ? static_cast<void>(0)              \
       : ::escalon::journal::invariant_broken(name, #condition, __FILE__, __LINE__))
