#include "escalon/service/logging.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "escalon/service/http_error.hpp"

namespace escalon::service {
namespace {

bool json_lines = false;

std::string format_json(std::string_view level, std::string_view message,
                        std::initializer_list<LogField> fields) {
  std::string line = "\"level\":" + json_string(level) + ",\"message\":" + json_string(message);
  for (const auto& [name, value] : fields) {
    line += "," + json_string(name) + ":" + json_string(value);
  }
  return line + "}";
}

// A value with a line break must not forge a second line.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char character : text) {
    out += static_cast<unsigned char>(character) < 0x20 ? ' ' : character;
  }
  return out;
}

std::string format_text(std::string_view message, std::initializer_list<LogField> fields) {
  std::string line = on_one_line(message);
  for (const auto& [name, value] : fields) {
    line += "  ";
    line.append(name).append("=").append(on_one_line(value));
  }
  return line;
}

void write(spdlog::level::level_enum level, std::string_view name, std::string_view message,
           std::initializer_list<LogField> fields) {
  if (spdlog::should_log(level)) {
    spdlog::log(level, "{}", format_log_line(json_lines, name, message, fields));
  }
}

}  // namespace

Status start_logging(const LogOptions& options) {
  const std::string name = options.level == "warning" ? "warn" : options.level;
  const auto level = spdlog::level::from_str(name);
  if (level == spdlog::level::off) {
    return invalid("log.level: '" + options.level + "' must be debug, info, warning or error");
  }
  json_lines = options.json;
  auto logger = std::make_shared<spdlog::logger>(
      "escalon", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
  logger->set_level(level);
  logger->set_pattern(
      options.json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v)" : "%H:%M:%S.%e %^%l%$ %v",
      spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

bool logs_info() {
  return spdlog::should_log(spdlog::level::info);
}

void log_debug(std::string_view message, std::initializer_list<LogField> fields) {
  write(spdlog::level::debug, "debug", message, fields);
}

void log_info(std::string_view message, std::initializer_list<LogField> fields) {
  write(spdlog::level::info, "info", message, fields);
}

void log_warning(std::string_view message, std::initializer_list<LogField> fields) {
  write(spdlog::level::warn, "warning", message, fields);
}

void log_error(std::string_view message, std::initializer_list<LogField> fields) {
  write(spdlog::level::err, "error", message, fields);
}

std::string format_log_line(bool json, std::string_view level, std::string_view message,
                            std::initializer_list<LogField> fields) {
  return json ? format_json(level, message, fields) : format_text(message, fields);
}

}  // namespace escalon::service
