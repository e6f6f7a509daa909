#include "escalon/up/data_directory.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <system_error>

#include "escalon/store_sqlite/inspect.hpp"

namespace escalon::up {
namespace {

using service::ExitCode;

constexpr std::array<std::string_view, 8> kOurFiles{
    "escalon.db",     "escalon.db-wal", "escalon.db-shm", "insight.db",
    "insight.db-wal", "insight.db-shm", "play.state",     "lock"};

}  // namespace

Result<void, StartError> check_data_directory(const std::filesystem::path& directory) {
  const auto report = store_sqlite::inspect(directory);
  if (!report) {
    return StartError{ExitCode::kUnavailable, report.error().message};
  }
  if (report->holder) {
    const std::string serves =
        report->holder->port == 0
            ? ""
            : fmt::format(", which serves http://127.0.0.1:{}", report->holder->port);
    return StartError{
        ExitCode::kDataHeld,
        fmt::format("{} is held by process {}{}; use that one, stop it, or give another --data DIR",
                    directory.string(), report->holder->pid, serves)};
  }
  if (report->exists && report->version > report->version_known) {
    return StartError{
        ExitCode::kDataOfNewerVersion,
        fmt::format(
            "{} was written by a newer version (format {}, this program knows {}); use that "
            "version, or give another --data DIR",
            directory.string(), report->version, report->version_known)};
  }
  return {};
}

Result<void, StartError> empty_data_directory(const std::filesystem::path& directory) {
  for (const std::string_view name : kOurFiles) {
    std::error_code failed;
    std::filesystem::remove(directory / name, failed);
    if (failed) {
      return StartError{ExitCode::kUnavailable,
                        fmt::format("{}: {}; check its permissions", (directory / name).string(),
                                    failed.message())};
    }
  }
  return {};
}

}  // namespace escalon::up
