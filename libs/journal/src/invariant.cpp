#include "invariant.hpp"

#include <cstdio>
#include <cstdlib>

namespace escalon::journal {

void invariant_broken(const char* name, const char* expression, const char* file,
                      int line) noexcept {
  std::fprintf(stderr, "INVARIANT %s broken: %s (%s:%d)\n", name, expression, file, line);
  std::fflush(stderr);
  std::abort();
}

}  // namespace escalon::journal
