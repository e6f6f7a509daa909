#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::store_sqlite {

/// The process that holds a data directory, as it wrote it down.
struct Holder {
  std::int64_t pid = 0;
  int port = 0;  ///< 0 = it serves none.
};

/// How much one partition of one topic holds.
struct PartitionReport {
  journal::TopicPartition at;
  journal::Offset records = 0;
};

/// What can be said about a data directory without opening it for work.
struct StoreReport {
  bool exists = false;    ///< False: there is no database yet; the rest is empty but for the disk.
  bool writable = false;  ///< Whether the directory, or where it would be made, can be written.
  std::uint32_t version = 0;        ///< Schema version of the file.
  std::uint32_t version_known = 0;  ///< The newest that this program understands.
  std::uint64_t file_bytes = 0;     ///< The database and its write-ahead log.
  std::uint64_t disk_free_bytes = 0;
  std::optional<Holder> holder;  ///< Who holds it now.
  std::vector<PartitionReport> partitions;
  std::vector<std::string> problems;  ///< One sentence each: what is wrong, where, and what to do.
};

/// Looks at a data directory; changes nothing. `deep` reads the whole file for damage, which takes
/// about a second for each 500 MB. An error only when the path itself cannot be looked at.
[[nodiscard]] Result<StoreReport> inspect(const std::filesystem::path& directory,
                                          bool deep = false);

}  // namespace escalon::store_sqlite
