#include "escalon/store_sqlite/inspect.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "database.hpp"
#include "escalon/store_sqlite/data_lock.hpp"
#include "file_size.hpp"
#include "schema.hpp"

namespace escalon::store_sqlite {
namespace {

namespace fs = std::filesystem;

// The nearest folder that is there: where a missing one would be made.
fs::path existing_parent(fs::path directory) {
  std::error_code ignored;
  directory = fs::absolute(directory, ignored);
  while (!fs::exists(directory, ignored) && directory.has_relative_path()) {
    directory = directory.parent_path();
  }
  return directory;
}

void look_at_records(Database& database, StoreReport& report) {
  Statement all(database,
                "SELECT number, topic, partition FROM partitions ORDER BY topic, partition");
  Rows rows = all.rows();
  while (rows.next()) {
    PartitionReport partition;
    partition.at = {std::string(rows.bytes(1)), static_cast<std::uint32_t>(rows.number(2))};
    partition.records = end_of(database, rows.number(0));
    report.partitions.push_back(std::move(partition));
  }
}

void look_for_damage(Database& database, StoreReport& report) {
  Statement check(database, "PRAGMA quick_check(10)");
  Rows rows = check.rows();
  while (rows.next()) {
    if (rows.bytes(0) != "ok") {
      report.problems.push_back(
          fmt::format("the database is damaged: {}; restore it from a backup", rows.bytes(0)));
    }
  }
}

void look_into(Database& database, const std::string& file, bool deep, StoreReport& report) {
  report.version = static_cast<std::uint32_t>(database.number("PRAGMA user_version"));
  if (report.version > kSchemaVersion) {
    report.problems.push_back(fmt::format(
        "{} has version {}, made by a newer Escalon; install that, or name another directory", file,
        report.version));
    return;
  }
  look_at_records(database, report);
  if (deep) {
    look_for_damage(database, report);
  }
  if (!database.ok()) {
    report.problems.push_back(
        fmt::format("{} cannot be read: {}; restore it from a backup", file, database.message()));
  }
}

}  // namespace

std::uint64_t file_bytes(const fs::path& directory) {
  std::uint64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code failed;
    const auto size = fs::file_size(database_file(directory).string() + suffix, failed);
    bytes += failed ? 0 : size;
  }
  return bytes;
}

Result<StoreReport> inspect(const fs::path& directory, bool deep) {
  StoreReport report;
  report.version_known = kSchemaVersion;
  const fs::path place = existing_parent(directory);
  std::error_code failed;
  const fs::space_info space = fs::space(place, failed);
  if (failed) {
    return Error{Error::Kind::kUnavailable,
                 fmt::format("cannot look at {}: {}", place.string(), failed.message())};
  }
  report.disk_free_bytes = space.available;
  report.writable = ::access(place.c_str(), W_OK) == 0;
  if (!report.writable) {
    report.problems.push_back(fmt::format(
        "{} cannot be written; change its rights or name another directory", place.string()));
  }
  report.exists = fs::exists(database_file(directory), failed);
  if (!report.exists) {
    return report;
  }
  report.holder = DataLock::holder(directory);
  report.file_bytes = file_bytes(directory);
  Result<Database> database = open_for_reading(directory);
  if (!database.ok()) {
    report.problems.push_back(database.error().message);
    return report;
  }
  look_into(*database, database_file(directory).string(), deep, report);
  return report;
}

}  // namespace escalon::store_sqlite
