#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/import/import_rows.hpp"

namespace escalon::importing {

/// How the input is to be read, from the mapping's `input`.
struct InputRules {
  enum class Format { kCsv, kTsv, kJson, kJsonLines };
  Format format = Format::kCsv;
  char delimiter = ',';
  std::vector<std::string> nulls{""};
};

/// A value of the input; its text lives in the table or in the content that was read.
struct Cell {
  std::string_view text;
  bool null = true;
};

/// The rows of an input, with the columns that the mapping uses and no others.
class Table {
 public:
  Table(std::vector<std::string> columns, std::vector<std::string> nulls);

  [[nodiscard]] std::size_t rows() const { return lines_.size(); }
  [[nodiscard]] std::size_t columns() const { return columns_.size(); }
  [[nodiscard]] const std::string& column_name(std::size_t column) const {
    return columns_[column];
  }
  [[nodiscard]] std::uint64_t line(std::size_t row) const { return lines_[row]; }
  [[nodiscard]] const Cell& at(std::size_t row, std::size_t column) const {
    return cells_[row * columns_.size() + column];
  }

  /// Appends a row of nulls that begins on `line`.
  void add_row(std::uint64_t line);

  /// Sets a cell of the last row. The text must outlive the table; see keep().
  void set_cell(std::size_t column, std::string_view text);

  /// Takes the last row away again and notes why.
  void reject_row(std::string_view column, std::string_view reason);

  /// Notes a row that could not even be read.
  void reject_line(std::uint64_t line, std::string_view column, std::string_view reason);

  /// Rejects the last row where a cell of it is not UTF-8.
  void check_row();

  /// A copy of the text that lives as long as the table.
  std::string_view keep(std::string_view text);

  [[nodiscard]] std::vector<RowReject>& rejects() { return rejects_; }

 private:
  std::vector<std::string> columns_;
  std::vector<std::string> nulls_;
  std::vector<Cell> cells_;
  std::vector<std::uint64_t> lines_;
  std::vector<RowReject> rejects_;
  std::deque<std::string> kept_;
};

/// Reads CSV (RFC 4180) or TSV (no quoting) with one header line. `content` is changed and must
/// outlive the table. A row that cannot be read is rejected and the next one read on. The error
/// names a column that the header does not have: `places` says where in the mapping each of the
/// table's columns is used.
[[nodiscard]] Status read_csv(std::string& content, const InputRules& rules,
                              const std::string& file_name, const std::vector<std::string>& places,
                              Table& table);

/// Reads JSON (an array of objects, or one object) or JSON lines. Columns are paths like `a.b.0.c`;
/// what a row does not have is null there.
void read_json(std::string_view content, const InputRules& rules, Table& table);

}  // namespace escalon::importing
