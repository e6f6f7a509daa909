#pragma once

#include <filesystem>

#include "escalon/base/result.hpp"
#include "escalon/policy/policy_files.hpp"

namespace escalon::service {

/// Every `*.yaml`, `*.yml` and `*.ics` of a policy's folder, sorted by name. Subfolders are not
/// read. kNotFound where there is no such folder, kInvalid where it holds no YAML file or more than
/// a policy may have.
[[nodiscard]] Result<policy::PolicyFiles> read_policy_folder(const std::filesystem::path& folder);

}  // namespace escalon::service
