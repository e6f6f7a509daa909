#pragma once

#include <string>

#include "cursor.hpp"
#include "draft.hpp"
#include "escalon/policy/policy_files.hpp"

namespace escalon::policy {

/// Reads all files into a draft. What is wrong is in `reading`; references are not checked yet.
void read_sections(const PolicyFiles& files, Reading& reading, Draft& out);

/// What read_sections() reads, as JSON Schema.
[[nodiscard]] std::string sections_schema();

}  // namespace escalon::policy
