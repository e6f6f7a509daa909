#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <vector>

#include "absl/time/time.h"

namespace escalon::bench {

[[nodiscard]] double seconds_since(std::chrono::steady_clock::time_point start);

/// Memory of this process that is resident, in MiB.
[[nodiscard]] double mebibytes_resident();

/// Prints how many bytes of the database file in `directory` each of `timers` takes, by table.
void print_bytes(const std::filesystem::path& directory, std::size_t timers);

/// Prints the median, the 99th percentile and the largest of `values`, which are not empty.
void print_part(const char* what, std::vector<absl::Duration> values);

}  // namespace escalon::bench
