#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "escalon/base/result.hpp"

namespace google::protobuf {
class Message;
}

namespace escalon::service {

/// How log lines look. They go to standard error.
struct LogOptions {
  bool json = false;           ///< One JSON object a line; else text for people.
  std::string level = "info";  ///< debug, info, warning or error.
};

/// A named value of a log line: `case`, `event`, `stage` …
using LogField = std::pair<std::string_view, std::string>;

/// Sets the process's log up; call it once, before the first line. Until then lines are text at
/// level info.
[[nodiscard]] Status start_logging(const LogOptions& options);

/// Whether lines of level info are written: look before making the fields of many lines.
[[nodiscard]] bool logs_info();

/// Writes one line. Thread-safe. Give personal text only through `redacted_json`.
void log_debug(std::string_view message, std::initializer_list<LogField> fields = {});
void log_info(std::string_view message, std::initializer_list<LogField> fields = {});
void log_warning(std::string_view message, std::initializer_list<LogField> fields = {});
void log_error(std::string_view message, std::initializer_list<LogField> fields = {});

/// A line as it is written for the given format, without the time; for tests.
[[nodiscard]] std::string format_log_line(bool json, std::string_view level,
                                          std::string_view message,
                                          std::initializer_list<LogField> fields);

}  // namespace escalon::service
