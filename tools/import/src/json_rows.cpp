#include <algorithm>
#include <map>

#include "json_scanner.hpp"
#include "table.hpp"

namespace escalon::importing {
namespace {

/// Puts the scalars of one object into the last row of a table.
class RowSink {
 public:
  explicit RowSink(Table& table) : table_(table) {
    for (std::size_t column = 0; column < table.columns(); ++column) {
      columns_[table.column_name(column)] = column;
    }
  }

  void operator()(std::string_view path, const std::string* text) {
    const auto column = columns_.find(path);
    if (column != columns_.end() && text != nullptr) {
      table_.set_cell(column->second, table_.keep(*text));
    }
  }

 private:
  Table& table_;
  std::map<std::string, std::size_t, std::less<>> columns_;
};

constexpr std::string_view kNotAnObject = "a row is an object in braces";

void read_line(std::string_view line, std::uint64_t number, const JsonScanner::Sink& sink,
               Table& table) {
  JsonScanner scanner(line, sink);
  const char first = scanner.peek();
  if (first == '\0' && scanner.offset() == line.size()) {
    return;
  }
  table.add_row(number);
  if (first != '{') {
    table.reject_row("", kNotAnObject);
    return;
  }
  if (Status read = scanner.value(); !read.ok()) {
    table.reject_row("", read.error().message);
    return;
  }
  if (scanner.peek() != '\0' || scanner.offset() != line.size()) {
    table.reject_row("", "there is more than one value in the line");
    return;
  }
  table.check_row();
}

void read_lines(std::string_view content, const JsonScanner::Sink& sink, Table& table) {
  for (std::uint64_t number = 1; !content.empty(); ++number) {
    const std::string_view line = content.substr(0, content.find('\n'));
    read_line(line, number, sink, table);
    content.remove_prefix(std::min(content.size(), line.size() + 1));
  }
}

/// Tells the line of an offset; offsets are asked for in rising order.
class LineCounter {
 public:
  explicit LineCounter(std::string_view content) : content_(content) {}
  std::uint64_t line_of(std::size_t offset) {
    const auto from = content_.begin() + static_cast<std::ptrdiff_t>(counted_);
    line_ += static_cast<std::uint64_t>(
        std::count(from, content_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    counted_ = offset;
    return line_;
  }

 private:
  std::string_view content_;
  std::size_t counted_ = 0;
  std::uint64_t line_ = 1;
};

void read_document(std::string_view content, const JsonScanner::Sink& sink, Table& table) {
  JsonScanner scanner(content, sink);
  LineCounter lines(content);
  const bool list = scanner.take('[');
  if (list && scanner.take(']')) {
    return;
  }
  do {
    const bool object = scanner.peek() == '{';
    table.add_row(lines.line_of(scanner.offset()));
    if (Status read = scanner.value(); !read.ok()) {
      table.reject_row("", read.error().message + "; what follows is not read");
      return;
    }
    object ? table.check_row() : table.reject_row("", kNotAnObject);
  } while (list && scanner.take(','));
  if ((list && !scanner.take(']')) || scanner.peek() != '\0') {
    table.reject_line(lines.line_of(scanner.offset()), "",
                      "the list of rows ends here, but the file does not");
  }
}

}  // namespace

void read_json(std::string_view content, const InputRules& rules, Table& table) {
  if (content.starts_with("\xef\xbb\xbf")) {
    content.remove_prefix(3);
  }
  RowSink row(table);
  const JsonScanner::Sink sink = [&row](std::string_view path, const std::string* text) {
    row(path, text);
  };
  if (rules.format == InputRules::Format::kJsonLines) {
    read_lines(content, sink, table);
  } else {
    read_document(content, sink, table);
  }
}

}  // namespace escalon::importing
