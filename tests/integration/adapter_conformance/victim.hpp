#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "adapter.hpp"

namespace escalon::adapter_conformance {

/// Runs `work` in a process of its own, which is killed (SIGKILL) in the midst of it after
/// `reports` reports. Returns the reports. The caller must have no threads besides its own.
[[nodiscard]] std::vector<std::string> run_and_kill(
    std::size_t reports, const std::function<void(const Adapter::Report&)>& work);

}  // namespace escalon::adapter_conformance
