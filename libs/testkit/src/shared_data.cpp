#include "escalon/testkit/shared_data.hpp"

#include <cstdlib>

namespace escalon::testkit {

std::filesystem::path shared_data_root() {
  const char* named = std::getenv("ESCALON_SHARED");
  return named != nullptr && *named != '\0' ? named : ESCALON_SHARED_DEFAULT;
}

std::optional<std::filesystem::path> shared_data_path(std::string_view relative) {
  std::filesystem::path path = shared_data_root() / relative;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    return std::nullopt;
  }
  return path;
}

}  // namespace escalon::testkit
