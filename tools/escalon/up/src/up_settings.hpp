#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/settings.hpp"

namespace escalon::up {

/// The settings of the embedded mesh, from flags, `ESCALON_*` variables and a YAML file.
struct UpSettings {
  std::string data;             ///< `data`: the data directory.
  std::string policy;           ///< `policy`: the policy's folder; empty = the built-in default.
  std::uint16_t http_port = 0;  ///< `http.port`; 0 = any.
  std::uint16_t grpc_port = 0;  ///< `grpc.port`; 0 = any.
  service::LogOptions log;      ///< `log.level`, `log.format`.
  std::string printed;          ///< All of them as `path: value` lines.
};

/// Reads them. `flags` are by path, as the command line gave them. kInvalid names the path and the
/// remedy.
[[nodiscard]] Result<UpSettings> read_up_settings(const std::filesystem::path& file,
                                                  service::Environment environment,
                                                  std::map<std::string, std::string> flags);

}  // namespace escalon::up
