#include "escalon/base/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace escalon {

void assertion_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "INVARIANT broken: %s (%s:%d)\n", expression, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace escalon
