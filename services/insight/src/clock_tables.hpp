#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "escalon/base/ids.hpp"
#include "escalon/insight/v1/read_model.pb.h"
#include "sqlite.hpp"

namespace escalon::insight {

/// Makes the tables of what the sla stage knows of each case, and drops them if they are there.
inline constexpr const char* kClockTables = R"sql(
  CREATE TABLE case_clocks (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,
                            running INTEGER NOT NULL, row BLOB NOT NULL);
  CREATE INDEX case_clocks_running ON case_clocks (key) WHERE running = 1;
  CREATE TABLE clock_events (id INTEGER PRIMARY KEY, events BLOB NOT NULL);
)sql";
inline constexpr const char* kDropClockTables =
    "DROP TABLE IF EXISTS case_clocks; DROP TABLE IF EXISTS clock_events;";

/// Writes the clocks of cases, within the transaction of whoever calls. Events are kept as they
/// are until somebody asks or they are many, since a case's row costs more to write than they do.
class ClockWriter {
 public:
  explicit ClockWriter(Database& database);

  /// `event` is about the case of `key`; in the order of its journal.
  void note(const Key& key, const std::string& policy, const std::string& event);
  /// Stores what was noted.
  void store();
  /// Folds what is stored into the rows of the cases. A case that the stage has forgotten is
  /// forgotten here too.
  void settle();
  /// Ends what an error has interrupted, and forgets what was noted.
  void reset();

 private:
  struct Kept {
    v1::ClocksRow row;
    std::int64_t id = 0;  // its place in the table; 0 = not there
  };
  using Touched = absl::flat_hash_map<std::string, Kept>;
  Kept load(const std::string& key);
  void fold(const v1::ClockEvent& noted, const std::string& policy, Touched& touched);
  void put(const std::string& key, const Kept& kept);

  Statement load_;
  Statement add_;
  Statement replace_;
  Statement forget_;
  Statement keep_events_;
  Statement events_;
  Statement drop_events_;
  v1::ClockEvents noted_;
  std::string noted_policy_;      // of the newest event in noted_
  std::size_t stored_bytes_ = 0;  // of events since the last settling here
};

/// Reads them. One thread at a time.
class ClockReader {
 public:
  explicit ClockReader(Database& database);

  [[nodiscard]] std::optional<v1::ClocksRow> find(const Key& key);
  /// How many cases have a clock that runs or stands still.
  [[nodiscard]] std::int64_t count_running();
  /// Some of them, in the order of their keys, after `after`.
  [[nodiscard]] std::vector<std::pair<Key, v1::ClocksRow>> running_after(const Key& after,
                                                                         int limit);

 private:
  Statement find_;
  Statement count_;
  Statement running_;
};

}  // namespace escalon::insight
