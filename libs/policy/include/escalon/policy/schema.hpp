#pragma once

#include <string>

namespace escalon::policy {

/// A JSON Schema (2020-12) of policy files for editors, made by letting the readers of the files
/// tell what they read: one JSON object and a line end. It refuses nothing that compile() takes;
/// what only several keys together tell (names that must exist, overlaps) is left to `check`. Pure
/// and thread-safe.
[[nodiscard]] std::string schema();

}  // namespace escalon::policy
