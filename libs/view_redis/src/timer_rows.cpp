#include "timer_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace escalon::view_redis {
namespace {

constexpr std::size_t kDueBytes = 15;
constexpr std::int64_t kDueLatest = 999'999'999'999'999;
constexpr std::int64_t kNegativeFrom = 100'000'000'000'000;  // 14 digits behind the minus

// \0 separates; so \0 becomes \1\1 and \1 becomes \1\2, which keeps the order of bytes.
void append_escaped(std::string& row, std::string_view text) {
  for (const char byte : text) {
    if (byte == '\0' || byte == '\1') {
      row.push_back('\1');
      row.push_back(static_cast<char>(byte + 1));
    } else {
      row.push_back(byte);
    }
  }
}

std::string unescaped(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '\1' && i + 1 < text.size();
    plain.push_back(escape ? static_cast<char>(text[++i] - 1) : text[i]);
  }
  return plain;
}

// Takes the text up to the next \0, or to the end.
std::string_view take(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\0'), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

template <typename Number>
bool read(std::string_view text, Number& number) {
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size();
}

bool read_due(std::string_view text, std::int64_t& due_ms) {
  const bool early = text.starts_with('-');
  if (text.size() != kDueBytes || !read(text.substr(early ? 1 : 0), due_ms)) {
    return false;
  }
  due_ms -= early ? kNegativeFrom : 0;
  return true;
}

}  // namespace

std::string encode_due(std::int64_t due_ms) {
  if (due_ms >= 0) {
    return fmt::format("{:015}", std::min(due_ms, kDueLatest));
  }
  return fmt::format("-{:014}", kNegativeFrom + std::max(due_ms, -kNegativeFrom));
}

std::string encode_position(const journal::TimerPosition& position) {
  if (position == journal::TimerPosition{}) {
    return {};
  }
  std::string row = encode_due(position.due_ms);
  row.push_back('\0');
  append_escaped(row, position.key);
  row.push_back('\0');
  append_escaped(row, position.timer);
  return row;
}

std::string encode_row(const journal::TimerRow& timer) {
  std::string row = encode_due(timer.due_ms);
  row.push_back('\0');
  append_escaped(row, timer.key.str());
  row.push_back('\0');
  append_escaped(row, timer.timer);
  row.push_back('\0');
  fmt::format_to(std::back_inserter(row), "{}", timer.generation);
  row.push_back('\0');
  fmt::format_to(std::back_inserter(row), "{}", timer.kind);
  return row;
}

std::optional<journal::TimerRow> decode_row(std::string_view row) {
  journal::TimerRow timer;
  if (std::count(row.begin(), row.end(), '\0') != 4 || !read_due(take(row), timer.due_ms)) {
    return std::nullopt;
  }
  timer.key = Key(unescaped(take(row)));
  timer.timer = unescaped(take(row));
  if (!read(take(row), timer.generation) || !read(take(row), timer.kind)) {
    return std::nullopt;
  }
  return timer;
}

}  // namespace escalon::view_redis
