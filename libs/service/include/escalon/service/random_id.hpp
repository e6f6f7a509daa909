#pragma once

#include <string>

namespace escalon::service {

/// 32 lower-case hexadecimal digits from the system's random source; for ids that nothing can be
/// derived from.
[[nodiscard]] std::string random_id();

}  // namespace escalon::service
