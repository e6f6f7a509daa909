#pragma once

#include <string>
#include <vector>

#include "database.hpp"
#include "escalon/journal/record.hpp"
#include "schema.hpp"

namespace escalon::store_sqlite {

/// Records that one transaction appended to one partition.
struct Appended {
  std::size_t partition = 0;  ///< Index in the store's list.
  std::vector<journal::LogRecord> records;
};

/// Writes the log within the writer's transactions. Consecutive appends to one partition share a
/// row.
class LogWriter {
 public:
  LogWriter(Database& database, const std::vector<Partition>& partitions);

  /// Begins a transaction's worth of appends, forgetting what a failed one did.
  void begin();
  /// Takes one record; returns the offset that it gets if the transaction commits.
  journal::Offset append(std::size_t partition, const journal::RecordPtr& record);
  /// Writes what is still held back; to be called before the commit.
  void flush();
  /// After the commit: what was appended, by partition.
  [[nodiscard]] std::vector<Appended> committed();

 private:
  struct Pending {
    std::int64_t number = 0;
    journal::Offset committed_end = 0;
    journal::Offset row_first = 0;
    std::uint64_t row_count = 0;
    std::string row;
    std::vector<journal::LogRecord> records;
  };
  void write_row(Pending& pending);

  Statement insert_;
  std::vector<Pending> pending_;
  std::vector<std::size_t> touched_;
};

/// Bounds of one read.
struct ReadBounds {
  std::size_t records_max = 0;
  std::size_t bytes_max = 0;
};

/// Reads the log through a connection of its own.
class LogReader {
 public:
  explicit LogReader(Database& database);

  /// Records of the partition with that number from `from` on: at least one row's, then up to the
  /// bounds. Each call is a read transaction of its own.
  [[nodiscard]] Result<std::vector<journal::LogRecord>> read(std::int64_t number,
                                                             journal::Offset from,
                                                             ReadBounds bounds);

 private:
  Database& database_;
  Statement find_;
  Statement scan_;
};

}  // namespace escalon::store_sqlite
