#pragma once

#include <string>

#include "escalon/policy/check.hpp"

namespace escalon::cli {

/// What `escalon policy check --report json` prints: one object and a line end.
[[nodiscard]] std::string to_json(const policy::CheckReport& report);

}  // namespace escalon::cli
