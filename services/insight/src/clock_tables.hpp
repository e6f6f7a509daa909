#pragma once

#include <array>
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
/// They are kept in slices, each with the events of some cases, and folded a slice at a time, so
/// that nobody waits long.
class ClockWriter {
 public:
  static constexpr std::uint32_t kSlices = 16;

  explicit ClockWriter(Database& database);

  /// The slice of the case of `key`.
  [[nodiscard]] static std::uint32_t slice_of(const Key& key);
  /// `event` is about the case of `key`; in the order of its journal.
  void note(const Key& key, const std::string& policy, const std::string& event);
  /// Stores what was noted, and settles the fullest slice if it is over 1 MiB.
  void store();
  /// Folds what is stored of a slice into the rows of its cases. A case that the stage has
  /// forgotten is forgotten here too.
  void settle(std::uint32_t slice);
  /// True when settling the slice would change something. Outside a transaction it looks at what is
  /// committed.
  [[nodiscard]] bool owes(std::uint32_t slice);
  /// Ends what an error has interrupted, and forgets what was noted.
  void reset();

 private:
  struct Kept {
    v1::ClocksRow row;
    std::int64_t id = 0;  // its place in the table; 0 = not there
  };
  struct Slice {
    v1::ClockEvents noted;
    std::string noted_policy;      // of the newest event in noted
    std::int64_t newest_id = 0;    // of what is stored; the slice is in its upper bits
    std::size_t stored_bytes = 0;  // of events that were not settled by this writer
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
  std::array<Slice, kSlices> slices_;
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
