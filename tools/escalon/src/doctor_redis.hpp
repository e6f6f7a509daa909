#pragma once

#include <string>

#include "absl/time/time.h"
#include "findings.hpp"

namespace escalon::cli {

/// Finds what is to be said of a Redis server and the views in it with that prefix: versions,
/// epochs, what is due next as seen at `now`, memory, eviction, persistence, and what to do.
void look_at_redis(const std::string& url, const std::string& prefix, absl::Time now,
                   Findings& findings);

}  // namespace escalon::cli
