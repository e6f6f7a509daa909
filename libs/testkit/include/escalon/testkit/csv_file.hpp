#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace escalon::testkit {

/// A table with named columns, as a test reads it.
struct CsvTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;  ///< As many cells in each row as there are columns.

  /// The position of a column; ends the process where there is none.
  [[nodiscard]] std::size_t column(std::string_view name) const;

  /// The cell of `row` in the column of that name.
  [[nodiscard]] const std::string& at(std::size_t row, std::string_view name) const;
};

/// Reads RFC 4180 text with one header line. Written apart from the product's reader, so that tests
/// can tell the two against each other. Ends the process where a row has another number of cells
/// than the header.
[[nodiscard]] CsvTable read_csv(std::string_view text, char delimiter = ',');

/// Reads a `.csv.gz`, `.tsv.gz` (plain tabs, no quoting), `.csv` or `.tsv` file. Ends the process
/// where it cannot.
[[nodiscard]] CsvTable read_csv_gz(const std::filesystem::path& path);

/// All bytes of a file, inflated where it is gzip. Ends the process where it cannot be read.
[[nodiscard]] std::string read_gz(const std::filesystem::path& path);

}  // namespace escalon::testkit
