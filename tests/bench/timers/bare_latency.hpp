#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "absl/time/time.h"

namespace escalon::bench {

/// What one record waits in the embedded store alone, from the call of produce until a reader has
/// it, while `per_second` records of a firing's size are produced for `steady`. Makes a store in
/// `directory`.
[[nodiscard]] std::vector<absl::Duration> bare_latency(const std::filesystem::path& directory,
                                                       std::int64_t per_second,
                                                       absl::Duration steady);

}  // namespace escalon::bench
