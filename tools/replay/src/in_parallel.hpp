#pragma once

#include <cstddef>

#include "absl/functional/function_ref.h"

namespace escalon::replay {

/// Calls `work(worker, item)` for each item below `items`, by as many threads as `workers` says
/// (at least 1), this one being worker 0; returns when all are done. Which worker takes an item is
/// not settled, so what comes out must not depend on it.
void in_parallel(int workers, std::size_t items,
                 absl::FunctionRef<void(int worker, std::size_t item)> work);

}  // namespace escalon::replay
