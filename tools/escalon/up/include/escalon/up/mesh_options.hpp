#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/start_error.hpp"

namespace escalon::up {

/// How an embedded mesh is composed.
struct MeshOptions {
  std::filesystem::path data = ".escalon";
  std::uint16_t http_port = 8080;  ///< 0 = any free one.
  std::uint16_t grpc_port = 8081;  ///< 0 = any free one.
  std::uint32_t partitions = 1;
  std::uint64_t data_bytes_max = 0;  ///< Of the journals' file; 0 = as much as the disk has.
  std::shared_ptr<const policy::CompiledPolicy> policy;
  std::ostream* console = nullptr;    ///< Of the console channel; outlives the mesh.
  std::function<bool()> interrupted;  ///< True = give up starting; may be empty.
  bool takes_events = true;  ///< False: live events are refused, since recorded dates are played.
};

using service::StartError;

}  // namespace escalon::up
