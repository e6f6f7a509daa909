#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "escalon/base/suggest.hpp"
#include "table.hpp"

namespace escalon::importing {
namespace {

/// Cuts CSV into rows in place: a quoted cell with doubled quotes is shortened where it stands.
class CsvScanner {
 public:
  CsvScanner(std::string& content, char delimiter, bool quoting)
      : at_(content.data()),
        end_(content.data() + content.size()),
        delimiter_(delimiter),
        quoting_(quoting) {
    if (content.starts_with("\xef\xbb\xbf")) {
      at_ += 3;
    }
  }

  [[nodiscard]] std::uint64_t row_line() const { return row_line_; }
  [[nodiscard]] const char* problem() const { return problem_; }

  /// Reads one row into `cells`; false at the end of the content. problem() says what is wrong with
  /// it, or is null.
  bool next_row(std::vector<std::string_view>& cells) {
    cells.clear();
    problem_ = nullptr;
    if (at_ == end_) {
      return false;
    }
    row_line_ = line_;
    row_begin_ = at_;
    while (take_cell(cells)) {
    }
    return true;
  }

 private:
  /// Takes a cell and what ends it; false where that ends the row.
  bool take_cell(std::vector<std::string_view>& cells) {
    if (quoting_ && at_ != end_ && *at_ == '"') {
      return take_quoted(cells);
    }
    char* const begin = at_;
    at_ = std::find_if(at_, end_, [this](char c) { return c == delimiter_ || c == '\n'; });
    const bool ends_row = at_ == end_ || *at_ == '\n';
    const bool has_return = ends_row && at_ != begin && at_[-1] == '\r';
    cells.emplace_back(begin, static_cast<std::size_t>(at_ - begin - (has_return ? 1 : 0)));
    return !take_end();
  }

  bool take_quoted(std::vector<std::string_view>& cells) {
    char* const begin = ++at_;
    char* close = find_close(begin);
    if (close == nullptr) {
      give_up_quote();
      return false;
    }
    line_ += static_cast<std::uint64_t>(std::count(begin, close, '\n'));
    at_ = close + 1;
    cells.emplace_back(begin, shorten(begin, close));
    if (at_ != end_ && *at_ == '\r') {
      ++at_;
    }
    if (at_ != end_ && *at_ != delimiter_ && *at_ != '\n') {
      problem_ =
          "there is text behind a closing quote; a quote inside a quoted value is written twice";
      skip_line();
      return false;
    }
    return !take_end();
  }

  /// The quote that ends the cell, or null where none does.
  [[nodiscard]] char* find_close(char* from) const {
    while (from != end_) {
      from = static_cast<char*>(std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
      if (from == nullptr || from + 1 == end_ || from[1] != '"') {
        return from;
      }
      from += 2;
    }
    return nullptr;
  }

  /// Makes one quote of each two; the length that is left.
  static std::size_t shorten(char* begin, char* close) {
    char* out = std::find(begin, close, '"');
    for (char* in = out; in != close; ++in) {
      *out++ = *in;
      in += *in == '"' ? 1 : 0;
    }
    return static_cast<std::size_t>(out - begin);
  }

  /// One stray quote must not cost the rest of the file: the row is bad, and reading goes on in
  /// the line below it. What is left holds quotes in pairs alone, so this happens once in a file.
  void give_up_quote() {
    problem_ = "a quoted value has no end";
    line_ = row_line_;
    at_ = row_begin_;
    skip_line();
  }

  void skip_line() {
    at_ = std::find(at_, end_, '\n');
    take_end();
  }

  /// Steps over a delimiter (false) or the end of a row (true).
  bool take_end() {
    if (at_ == end_) {
      return true;
    }
    const bool row = *at_ == '\n';
    line_ += row ? 1 : 0;
    ++at_;
    return row;
  }

  char* at_;
  char* end_;
  char delimiter_;
  bool quoting_;
  std::uint64_t line_ = 1;
  std::uint64_t row_line_ = 1;
  char* row_begin_ = nullptr;
  const char* problem_ = nullptr;
};

/// Where in a row of the file each column of the table stands.
Result<std::vector<std::size_t>> positions_of(const std::vector<std::string_view>& header,
                                              const std::string& file_name,
                                              const std::vector<std::string>& places,
                                              const Table& table) {
  std::vector<std::size_t> positions;
  for (std::size_t column = 0; column < table.columns(); ++column) {
    const std::string& name = table.column_name(column);
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) {
      return invalid(
          fmt::format("{}: {} has no column '{}'{}; a fixed text is written in quotes: '\"{}\"'",
                      places[column], file_name, name, did_you_mean(name, header), name));
    }
    if (std::find(found + 1, header.end(), name) != header.end()) {
      return invalid(
          fmt::format("{}: {} has two columns '{}'; rename one", places[column], file_name, name));
    }
    positions.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return positions;
}

void add_row(const CsvScanner& scanner, const std::vector<std::string_view>& cells,
             std::size_t width, const std::vector<std::size_t>& positions, Table& table) {
  if (scanner.problem() != nullptr) {
    table.reject_line(scanner.row_line(), "", scanner.problem());
    return;
  }
  if (cells.size() != width) {
    table.reject_line(
        scanner.row_line(), "",
        fmt::format("the row has {} values where the header has {}", cells.size(), width));
    return;
  }
  table.add_row(scanner.row_line());
  for (std::size_t column = 0; column < positions.size(); ++column) {
    table.set_cell(column, cells[positions[column]]);
  }
  table.check_row();
}

}  // namespace

Status read_csv(std::string& content, const InputRules& rules, const std::string& file_name,
                const std::vector<std::string>& places, Table& table) {
  CsvScanner scanner(content, rules.delimiter, rules.format == InputRules::Format::kCsv);
  std::vector<std::string_view> header;
  if (!scanner.next_row(header) || scanner.problem() != nullptr) {
    return invalid(
        fmt::format("{}: the file has no header line with the names of its columns", file_name));
  }
  const auto positions = positions_of(header, file_name, places, table);
  if (!positions.ok()) {
    return positions.error();
  }
  std::vector<std::string_view> cells;
  while (scanner.next_row(cells)) {
    const bool blank =
        cells.size() == 1 && cells[0].empty() && header.size() > 1 && scanner.problem() == nullptr;
    if (!blank) {
      add_row(scanner, cells, header.size(), *positions, table);
    }
  }
  return {};
}

}  // namespace escalon::importing
