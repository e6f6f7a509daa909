#include "escalon/testkit/csv_file.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "escalon/base/assert.hpp"

namespace escalon::testkit {
namespace {

/// Takes one cell off the front of `text`, up to but without the delimiter or line end behind it.
std::string take_cell(std::string_view& text, char delimiter, bool quoting) {
  std::string cell;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char next = text[at];
    if (quoting && next == '"') {
      if (quoted && at + 1 < text.size() && text[at + 1] == '"') {
        cell += text[++at];
      } else {
        quoted = !quoted;
      }
    } else if (!quoted && (next == delimiter || next == '\n')) {
      break;
    } else if (quoted || next != '\r') {
      cell += next;
    }
  }
  text.remove_prefix(at);
  return cell;
}

std::vector<std::string> take_row(std::string_view& text, char delimiter, bool quoting) {
  std::vector<std::string> cells;
  while (true) {
    cells.push_back(take_cell(text, delimiter, quoting));
    const bool more = !text.empty() && text.front() == delimiter;
    if (!text.empty()) {
      text.remove_prefix(1);
    }
    if (!more) {
      return cells;
    }
  }
}

CsvTable read_table(std::string_view text, char delimiter, bool quoting) {
  CsvTable table;
  table.columns = take_row(text, delimiter, quoting);
  while (!text.empty()) {
    table.rows.push_back(take_row(text, delimiter, quoting));
    ESCALON_ASSERT(table.rows.back().size() == table.columns.size());
  }
  return table;
}

}  // namespace

std::size_t CsvTable::column(std::string_view name) const {
  const auto found = std::find(columns.begin(), columns.end(), name);
  ESCALON_ASSERT(found != columns.end());
  return static_cast<std::size_t>(found - columns.begin());
}

const std::string& CsvTable::at(std::size_t row, std::string_view name) const {
  return rows.at(row).at(column(name));
}

CsvTable read_csv(std::string_view text, char delimiter) {
  return read_table(text, delimiter, true);
}

CsvTable read_csv_gz(const std::filesystem::path& path) {
  const bool tabs = path.filename().string().find(".tsv") != std::string::npos;
  return read_table(read_gz(path), tabs ? '\t' : ',', !tabs);
}

std::string read_gz(const std::filesystem::path& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  ESCALON_ASSERT(file != nullptr);
  std::string bytes;
  std::array<char, 1 << 16> buffer{};
  int count = 0;
  while ((count = gzread(file, buffer.data(), buffer.size())) > 0) {
    bytes.append(buffer.data(), static_cast<std::size_t>(count));
  }
  gzclose(file);
  ESCALON_ASSERT(count == 0);
  return bytes;
}

}  // namespace escalon::testkit
