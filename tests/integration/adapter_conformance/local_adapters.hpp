#pragma once

#include <memory>

#include "adapter.hpp"

namespace escalon::adapter_conformance {

/// The embedded adapters: one SQLite file in a folder of its own.
[[nodiscard]] std::unique_ptr<Adapter> make_sqlite_adapter();
/// The simulated adapters, without faults.
[[nodiscard]] std::unique_ptr<Adapter> make_memory_adapter();

}  // namespace escalon::adapter_conformance
