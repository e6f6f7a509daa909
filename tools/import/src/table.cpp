#include "table.hpp"

#include <algorithm>
#include <utility>

#include "escalon/events/utf8.hpp"

namespace escalon::importing {

Table::Table(std::vector<std::string> columns, std::vector<std::string> nulls)
    : columns_(std::move(columns)), nulls_(std::move(nulls)) {}

void Table::add_row(std::uint64_t line) {
  lines_.push_back(line);
  cells_.resize(cells_.size() + columns_.size());
}

void Table::set_cell(std::size_t column, std::string_view text) {
  Cell& cell = cells_[(lines_.size() - 1) * columns_.size() + column];
  cell.text = text;
  cell.null = std::find(nulls_.begin(), nulls_.end(), text) != nulls_.end();
}

void Table::reject_row(std::string_view column, std::string_view reason) {
  reject_line(lines_.back(), column, reason);
  lines_.pop_back();
  cells_.resize(cells_.size() - columns_.size());
}

void Table::reject_line(std::uint64_t line, std::string_view column, std::string_view reason) {
  rejects_.push_back({line, std::string(column), std::string(reason)});
}

void Table::check_row() {
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (!events::is_utf8(at(rows() - 1, column).text)) {
      reject_row(columns_[column], "the value is not valid UTF-8");
      return;
    }
  }
}

std::string_view Table::keep(std::string_view text) {
  return kept_.emplace_back(text);
}

}  // namespace escalon::importing
