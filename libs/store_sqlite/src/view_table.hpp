#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "database.hpp"
#include "escalon/journal/ports.hpp"

namespace escalon::store_sqlite {

/// What a view says of itself, with the number that its rows bear.
struct StoredMeta {
  std::int64_t number = 0;
  journal::ViewMeta meta;
};

/// Reads the meta of views; `partition_state` only on demand, since it may be long.
class MetaReader {
 public:
  explicit MetaReader(Database& database);
  [[nodiscard]] std::optional<StoredMeta> read(const journal::StagePartition& at,
                                               bool with_partition_state);

 private:
  Statement brief_;
  Statement full_;
};

/// Changes views within the writer's transactions. The answers hold once the transaction has
/// committed.
class ViewWriter {
 public:
  ViewWriter(Database& database, std::uint32_t fold_version);

  [[nodiscard]] journal::ViewAnswer acquire(const journal::StagePartition& at, journal::Epoch epoch,
                                            journal::OnAcquire mode);
  [[nodiscard]] journal::ViewAnswer apply(const journal::ViewVersion& version,
                                          const journal::ViewBatch& batch);

 private:
  void write(std::int64_t view, const journal::PostImage& image);

  std::uint32_t fold_version_;
  MetaReader meta_;
  Statement insert_meta_;
  Statement raise_epoch_;
  Statement reset_meta_;
  Statement move_;
  Statement delete_states_;
  Statement delete_dues_;
  Statement put_state_;
  Statement delete_state_;
  Statement put_due_;
  Statement delete_due_;
};

/// Answers questions to views. Each answer comes from one snapshot of the file.
class ViewReader {
 public:
  explicit ViewReader(Database& database);

  [[nodiscard]] journal::ViewAnswer load(const journal::ViewVersion& version,
                                         const std::vector<Key>& keys);
  [[nodiscard]] journal::ViewAnswer horizon(const journal::ViewVersion& version,
                                            const journal::TimerPosition& after,
                                            std::int64_t until_ms, int limit);

 private:
  std::optional<std::int64_t> check(const journal::ViewVersion& version, bool with_partition_state,
                                    journal::ViewAnswer& answer);

  Database& database_;
  MetaReader meta_;
  Statement select_state_;
  Statement select_due_;
};

}  // namespace escalon::store_sqlite
