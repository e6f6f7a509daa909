#include "json_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace escalon::importing {
namespace {

constexpr int kDepthMax = 64;

void append_utf8(std::string& out, unsigned point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((point >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

bool is_number(std::string_view text) {
  const auto digits = [&text] {
    const std::size_t count = std::min(text.size(), text.find_first_not_of("0123456789"));
    text.remove_prefix(count);
    return count;
  };
  text.remove_prefix(text.starts_with('-') ? 1 : 0);
  const bool zero = text.starts_with('0');
  if (const std::size_t count = digits(); count == 0 || (zero && count > 1)) {
    return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (digits() == 0) {
      return false;
    }
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    text.remove_prefix(text.starts_with('+') || text.starts_with('-') ? 1 : 0);
    return digits() > 0 && text.empty();
  }
  return text.empty();
}

}  // namespace

Error JsonScanner::wrong(std::string_view reason) const {
  return invalid(fmt::format("not JSON: {} at byte {}", reason, at_ + 1));
}

char JsonScanner::peek() {
  at_ = std::min(text_.size(), text_.find_first_not_of(" \t\r\n", at_));
  return at_ == text_.size() ? '\0' : text_[at_];
}

bool JsonScanner::take(char wanted) {
  const bool there = peek() == wanted && at_ < text_.size();
  at_ += there ? 1 : 0;
  return there;
}

Status JsonScanner::value() {
  const char next = peek();
  if (next != '{' && next != '[') {
    return scalar();
  }
  if (++depth_ > kDepthMax) {
    return wrong(fmt::format("more than {} levels", kDepthMax));
  }
  ++at_;
  Status read = next == '{' ? object() : array();
  --depth_;
  return read;
}

Status JsonScanner::object() {
  if (take('}')) {
    return {};
  }
  do {
    if (peek() != '"') {
      return wrong("a name in quotes is missing");
    }
    if (Status read = member(); !read.ok()) {
      return read;
    }
  } while (take(','));
  return take('}') ? Status() : wrong("',' or '}' is missing");
}

Status JsonScanner::member() {
  const std::size_t outer = path_.size();
  std::string name;
  ++at_;
  if (Status read = string(name); !read.ok()) {
    return read;
  }
  path_ += outer == 0 ? "" : ".";
  path_ += name;
  if (!take(':')) {
    return wrong("':' is missing");
  }
  Status read = value();
  path_.resize(outer);
  return read;
}

Status JsonScanner::array() {
  if (take(']')) {
    return {};
  }
  const std::size_t outer = path_.size();
  for (std::size_t i = 0;; ++i) {
    path_ += outer == 0 ? "" : ".";
    path_ += std::to_string(i);
    Status read = value();
    path_.resize(outer);
    if (!read.ok()) {
      return read;
    }
    if (!take(',')) {
      return take(']') ? Status() : wrong("',' or ']' is missing");
    }
  }
}

Status JsonScanner::scalar() {
  if (peek() == '"') {
    ++at_;
    std::string text;
    Status read = string(text);
    if (read.ok()) {
      sink_(path_, &text);
    }
    return read;
  }
  const std::size_t end = std::min(text_.size(), text_.find_first_of(",]} \t\r\n", at_));
  const std::string word(text_.substr(at_, end - at_));
  if (word != "null" && word != "true" && word != "false" && !is_number(word)) {
    return wrong("a value is missing");
  }
  at_ = end;
  sink_(path_, word == "null" ? nullptr : &word);
  return {};
}

Status JsonScanner::string(std::string& out) {
  while (at_ < text_.size()) {
    const char next = text_[at_++];
    if (next == '"') {
      return {};
    }
    if (static_cast<unsigned char>(next) < 0x20) {
      return wrong("a control character stands in a text");
    }
    if (next != '\\') {
      out += next;
    } else if (Status read = escape(out); !read.ok()) {
      return read;
    }
  }
  return wrong("a text has no end");
}

Status JsonScanner::escape(std::string& out) {
  static constexpr std::string_view kEscapes = "\"\\/bfnrt";
  static constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  if (at_ == text_.size()) {
    return wrong("a text has no end");
  }
  const char next = text_[at_++];
  if (next == 'u') {
    return unicode(out);
  }
  const std::size_t found = kEscapes.find(next);
  if (found == std::string_view::npos) {
    return wrong("an unknown escape stands in a text");
  }
  out += kMeanings[found];
  return {};
}

bool JsonScanner::hex4(unsigned& out) {
  out = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    static constexpr std::string_view kDigits = "0123456789abcdef";
    const std::size_t digit =
        at_ < text_.size() ? kDigits.find(static_cast<char>(text_[at_] | 0x20)) : kDigits.npos;
    if (digit == kDigits.npos) {
      return false;
    }
    out = out * 16 + static_cast<unsigned>(digit);
  }
  return true;
}

Status JsonScanner::unicode(std::string& out) {
  unsigned point = 0;
  if (!hex4(point)) {
    return wrong("four hexadecimal digits are missing");
  }
  if (point >= 0xD800 && point < 0xDC00) {
    unsigned low = 0;
    if (text_.substr(at_, 2) != "\\u") {
      return wrong("half a surrogate pair stands alone");
    }
    at_ += 2;
    if (!hex4(low) || low < 0xDC00 || low > 0xDFFF) {
      return wrong("half a surrogate pair stands alone");
    }
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  } else if (point >= 0xDC00 && point < 0xE000) {
    return wrong("half a surrogate pair stands alone");
  }
  append_utf8(out, point);
  return {};
}

}  // namespace escalon::importing
