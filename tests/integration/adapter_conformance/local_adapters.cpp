#include "local_adapters.hpp"

namespace escalon::adapter_conformance {

std::vector<Candidate> log_candidates() {
  return {{"sqlite", make_sqlite_adapter}, {"memory", make_memory_adapter}};
}

std::vector<Candidate> view_candidates() {
  return log_candidates();
}

}  // namespace escalon::adapter_conformance
