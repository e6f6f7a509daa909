#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace escalon::store_sqlite {

/// A topic of the log. Its number of partitions is fixed when the data directory is made.
struct TopicOptions {
  std::string name;
  std::uint32_t partitions = 1;
  bool plain = false;  ///< True when gates look at its ends (a topic that is no stage's journal).
};

/// A stage whose partitions this process owns.
struct StageOptions {
  std::string name;
  std::uint32_t partitions = 1;
};

/// What a commit waits for.
enum class Durability {
  kFull,    ///< On the disk when it is acknowledged: survives a power cut.
  kNormal,  ///< With the operating system: survives kill -9, may lose the last moments in a power
            ///< cut.
};

/// How a store is opened and how much it may hold in memory.
struct StoreOptions {
  std::filesystem::path directory;  ///< Made where it is absent.
  std::vector<TopicOptions>
      topics;  ///< Topics that the directory has and that are not named stay untouched.
  std::vector<StageOptions> stages;
  std::uint32_t fold_version = 1;  ///< Written into views that are made or rebuilt.
  int port = 0;                    ///< Told to whoever finds the directory held; 0 = none.
  Durability durability = Durability::kFull;
  std::uint64_t file_bytes_max = 0;  ///< A quota for the database file; 0 = the disk is the bound.

  std::size_t batch_records_max = 5'000;  ///< A commit is begun at the latest with so many records.
  std::size_t batch_bytes_max = 4U << 20U;   ///< Or with so many bytes.
  std::size_t queue_bytes_max = 64U << 20U;  ///< Above it producers are refused.
  std::size_t recent_bytes_max =
      8U << 20U;  ///< Kept for each partition, so that readers need no disk.
  std::size_t read_batch_records_max = 500;  ///< Records in one message to a reader.
  std::size_t read_batch_bytes_max = 1U
                                     << 20U;  ///< Bytes in one message to a reader, or one record.
  int read_batches_outstanding_max = 4;  ///< Messages to one reader whose credit is still held.

  /// Told once when writing has become impossible and once when it goes on; from the store's own
  /// thread.
  std::function<void(std::string)> on_trouble;
};

}  // namespace escalon::store_sqlite
