#pragma once

#include <iosfwd>
#include <string>

#include "escalon/import/import_rows.hpp"

namespace escalon::importing {

/// What `escalon import` is asked to do.
struct ImportOptions {
  std::string mapping;    ///< The path of the mapping.
  std::string input;      ///< The path of the log, or `-`; gzip is inflated whatever its name.
  std::string out = "-";  ///< The events file, by its ending; `-` is JSON lines on standard output.
  std::string rejects;    ///< Where to write the rejected rows as CSV; empty = nowhere.
  Progress progress;      ///< May be empty.
};

/// Carries out `escalon import`: reads, maps, writes, and reports to `report` (bad rows, counts by
/// type, and as the last line `rows N = emitting N + silent N + rejected N; events N by type: …`).
/// Give another stream than standard output where the events go there. 0 when the file was
/// imported, rejected rows or not; 1 when it could not be, with the reason in `report`.
[[nodiscard]] int run_import(const ImportOptions& options, std::ostream& report);

}  // namespace escalon::importing
