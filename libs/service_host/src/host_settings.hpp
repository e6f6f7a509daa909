#pragma once

#include <cstdint>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/log_kafka/options.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/settings.hpp"
#include "escalon/service_host/service_program.hpp"
#include "escalon/view_redis/options.hpp"

namespace escalon::service_host {

/// The settings that every service has.
struct HostSettings {
  std::uint16_t http_port = 0;
  service::LogOptions log;
  std::uint32_t partitions = 0;
  log_kafka::KafkaOptions kafka;   ///< Topics and stages of the program included.
  view_redis::RedisOptions redis;  ///< Read by services with stages alone.
};

/// Reads them, with what `program.part` reads. kInvalid names the place, the path and the remedy.
[[nodiscard]] Result<HostSettings> read_host_settings(service::Settings& settings,
                                                      ServiceProgram& program);

/// All settings of the program, for `--help`.
[[nodiscard]] std::vector<SettingHelp> settings_of(const ServiceProgram& program);

}  // namespace escalon::service_host
