#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "database.hpp"
#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"
#include "escalon/store_sqlite/options.hpp"

namespace escalon::store_sqlite {

inline constexpr std::uint32_t kSchemaVersion = 1;

/// A partition of the log: its number is what rows are keyed by, its index in the list what this
/// process uses.
struct Partition {
  journal::TopicPartition at;
  std::int64_t number = 0;
  bool plain = false;
  journal::Offset end = 0;  ///< When the store was opened.
};

/// A row of the log is keyed by (partition's number, first offset) in one integer, so that a
/// partition is contiguous.
inline constexpr int kOffsetBits = 48;

[[nodiscard]] inline std::int64_t place_of(std::int64_t number, journal::Offset offset) {
  return (number << kOffsetBits) + static_cast<std::int64_t>(offset);
}

[[nodiscard]] inline journal::Offset offset_of(std::int64_t place) {
  return static_cast<journal::Offset>(place & ((std::int64_t{1} << kOffsetBits) - 1));
}

/// The database file of a data directory.
[[nodiscard]] std::filesystem::path database_file(const std::filesystem::path& directory);

/// Opens the file for writing, makes what is missing and refuses what this program does not
/// understand.
[[nodiscard]] Result<Database> open_for_writing(const StoreOptions& options);

/// A connection for reading beside the writer's.
[[nodiscard]] Result<Database> open_for_reading(const std::filesystem::path& directory);

/// A connection that copies the write-ahead log into the file and writes nothing else.
[[nodiscard]] Result<Database> open_for_checkpoints(const std::filesystem::path& directory);

/// The partitions of `options.topics`, in that order, with the ends that the log has. Refuses other
/// numbers of partitions than the file was made with.
[[nodiscard]] Result<std::vector<Partition>> load_partitions(Database& database,
                                                             const StoreOptions& options);

/// Where the log of the partition with that number ends.
[[nodiscard]] journal::Offset end_of(Database& database, std::int64_t number);

}  // namespace escalon::store_sqlite
