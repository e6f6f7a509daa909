#pragma once

#include <cstdint>

namespace escalon::bench {

/// This machine's wall clock in microseconds since 1970: what due instants are held against.
[[nodiscard]] std::int64_t now_us();

/// Sleeps until the wall clock says so; returns at once where that has passed.
void sleep_until_us(std::int64_t instant_us);

}  // namespace escalon::bench
