#pragma once

#include <filesystem>

#include "escalon/base/result.hpp"
#include "escalon/up/mesh_options.hpp"

namespace escalon::up {

/// Looks whether the data directory can be taken: kDataHeld names the process that has it,
/// kDataOfNewerVersion the versions, kUnavailable what cannot be written.
[[nodiscard]] Result<void, StartError> check_data_directory(const std::filesystem::path& directory);

/// Deletes what a mesh wrote there, and nothing else.
[[nodiscard]] Result<void, StartError> empty_data_directory(const std::filesystem::path& directory);

}  // namespace escalon::up
