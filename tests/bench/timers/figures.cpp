#include "figures.hpp"

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <string>

#include "escalon/base/assert.hpp"

namespace escalon::bench {
namespace {

std::int64_t table_bytes(const std::filesystem::path& directory, const char* tables) {
  sqlite3* database = nullptr;
  const auto file = directory / "escalon.db";
  ESCALON_ASSERT(sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) ==
                 SQLITE_OK);
  const std::string sql =
      std::string("SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name IN (") + tables +
      ")";
  sqlite3_stmt* sum = nullptr;
  std::int64_t bytes = 0;  // stays where this SQLite has no dbstat
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &sum, nullptr) == SQLITE_OK &&
      sqlite3_step(sum) == SQLITE_ROW) {
    bytes = sqlite3_column_int64(sum, 0);
  }
  sqlite3_finalize(sum);
  sqlite3_close(database);
  return bytes;
}

double ms_of(absl::Duration duration) {
  return absl::ToDoubleMilliseconds(duration);
}

}  // namespace

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double mebibytes_resident() {
  std::ifstream status("/proc/self/statm");
  std::size_t total = 0;
  std::size_t resident = 0;
  status >> total >> resident;
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1U << 20U);
}

void print_bytes(const std::filesystem::path& directory, std::size_t timers) {
  const auto each = [&](const char* tables) {
    return static_cast<double>(table_bytes(directory, tables)) / static_cast<double>(timers);
  };
  std::printf("  file, bytes a timer: %.0f armed (due), %.0f state, %.0f log of both topics\n",
              each("'due'"), each("'state', 'sqlite_autoindex_state_1'"), each("'log'"));
}

void print_part(const char* what, std::vector<absl::Duration> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](std::size_t per_cent) {
    return ms_of(values[(values.size() - 1) * per_cent / 100]);
  };
  std::printf("    %-26s p50 %8.2f  p99 %8.2f  max %8.2f ms\n", what, at(50), at(99), at(100));
}

}  // namespace escalon::bench
