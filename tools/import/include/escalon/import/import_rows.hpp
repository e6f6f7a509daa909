#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/import/mapping.hpp"

namespace escalon::importing {

/// A row that made no events, and why.
struct RowReject {
  std::uint64_t line = 0;  ///< Where the row begins in the inflated file, from 1.
  std::string column;      ///< The column that is to blame; empty where it is not one column.
  std::string reason;
};

/// What an import came to. Every row of the input is emitting, silent or rejected.
struct ImportCounts {
  std::uint64_t emitting = 0;
  std::uint64_t silent = 0;
  std::uint64_t rejected = 0;
  std::map<std::string, std::uint64_t> events_by_type;
  std::uint64_t missing_local_times =
      0;  ///< Readings that the clocks skipped, taken as the first valid instant.
  std::uint64_t ambiguous_local_times = 0;  ///< Readings that came twice, taken as the first.
};

/// The events of one input, ordered by (instant, row, line of emit).
struct Imported {
  std::vector<std::string> events;  ///< Valid contact events in protobuf's binary form.
  std::vector<RowReject> rejects;   ///< By line.
  ImportCounts counts;
};

/// Told how far the work is, from 0 to 1.
using Progress = std::function<void(double)>;

/// Maps the content of one input to contact events. Pure: the same mapping and content give the
/// same events in every process. `content` is inflated text; `file_name` is for messages. The error
/// is about the input as a whole, such as a column that it does not have; a bad row is counted and
/// told in `rejects`.
[[nodiscard]] Result<Imported> import_rows(const Mapping& mapping, const std::string& file_name,
                                           std::string content, const Progress& progress = nullptr);

}  // namespace escalon::importing
