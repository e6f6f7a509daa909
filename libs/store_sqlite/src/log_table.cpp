#include "log_table.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

#include "escalon/store_sqlite/batch_codec.hpp"

namespace escalon::store_sqlite {
namespace {

constexpr std::uint64_t kRowRecordsMax = 500;
constexpr std::size_t kRowBytesMax = 512U << 10U;

}  // namespace

LogWriter::LogWriter(Database& database, const std::vector<Partition>& partitions)
    : insert_(database, "INSERT INTO log (place, count, records) VALUES (?, ?, ?)") {
  for (const Partition& partition : partitions) {
    Pending pending;
    pending.number = partition.number;
    pending.committed_end = partition.end;
    pending_.push_back(std::move(pending));
  }
}

void LogWriter::begin() {
  for (const std::size_t partition : touched_) {
    Pending& pending = pending_[partition];
    pending.records.clear();
    pending.row.clear();
    pending.row_count = 0;
  }
  touched_.clear();
}

journal::Offset LogWriter::append(std::size_t partition, const journal::RecordPtr& record) {
  Pending& pending = pending_[partition];
  const journal::Offset offset = pending.committed_end + pending.records.size();
  if (pending.records.empty()) {
    touched_.push_back(partition);
  }
  if (pending.row_count == 0) {
    pending.row_first = offset;
  }
  encode_record(pending.row, *record);
  ++pending.row_count;
  pending.records.push_back({offset, record});
  if (pending.row_count >= kRowRecordsMax || pending.row.size() >= kRowBytesMax) {
    write_row(pending);
  }
  return offset;
}

void LogWriter::write_row(Pending& pending) {
  if (pending.row_count > 0) {
    insert_.run(place_of(pending.number, pending.row_first), pending.row_count, Bytes{pending.row});
  }
  pending.row.clear();
  pending.row_count = 0;
}

void LogWriter::flush() {
  for (const std::size_t partition : touched_) {
    write_row(pending_[partition]);
  }
}

std::vector<Appended> LogWriter::committed() {
  std::vector<Appended> appended;
  for (const std::size_t partition : touched_) {
    Pending& pending = pending_[partition];
    pending.committed_end += pending.records.size();
    appended.push_back({partition, std::exchange(pending.records, {})});
  }
  touched_.clear();
  return appended;
}

LogReader::LogReader(Database& database)
    : database_(database),
      find_(database,
            "SELECT place FROM log WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1"),
      scan_(database, "SELECT place, count, records FROM log WHERE place BETWEEN ? AND ?") {}

Result<std::vector<journal::LogRecord>> LogReader::read(std::int64_t number, journal::Offset from,
                                                        ReadBounds bounds) {
  std::int64_t first_place = place_of(number, 0);
  {
    Rows found = find_.rows(first_place, place_of(number, from));
    first_place = found.next() ? found.number(0) : first_place;
  }
  std::vector<journal::LogRecord> records;
  std::size_t bytes = 0;
  Rows rows = scan_.rows(first_place, place_of(number + 1, 0) - 1);
  while (records.size() < bounds.records_max && bytes < bounds.bytes_max && rows.next()) {
    const std::string_view blob = rows.bytes(2);
    bytes += blob.size();
    auto decoded = decode_records(blob, offset_of(rows.number(0)), from);
    if (!decoded.ok()) {
      return decoded.error();
    }
    std::move(decoded->begin(), decoded->end(), std::back_inserter(records));
  }
  if (!database_.ok()) {
    Error error{Error::Kind::kUnavailable,
                fmt::format("the log cannot be read: {}", database_.message())};
    database_.clear();
    return error;
  }
  return records;
}

}  // namespace escalon::store_sqlite
