#include "json_scan.hpp"

#include <algorithm>

namespace escalon::intake {
namespace {

constexpr int kDepthMax = 100;

bool is_digit(char character) {
  return character >= '0' && character <= '9';
}

// Each function takes what it is named after and is false at the first character that does not
// belong to it.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  bool document() {
    if (!value(0)) {
      return false;
    }
    space();
    return at_ == text_.size();
  }
  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  [[nodiscard]] char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void space() { at_ = std::min(text_.size(), text_.find_first_not_of(" \t\r\n", at_)); }
  bool take(char character) {
    if (next() != character || at_ == text_.size()) {
      return false;
    }
    ++at_;
    return true;
  }
  bool word(std::string_view expected) {
    return std::all_of(expected.begin(), expected.end(), [this](char c) { return take(c); });
  }

  bool value(int depth) {
    space();
    switch (next()) {
      case '{':
        return depth < kDepthMax && list('}', depth, true);
      case '[':
        return depth < kDepthMax && list(']', depth, false);
      case '"':
        return string();
      case 't':
        return word("true");
      case 'f':
        return word("false");
      case 'n':
        return word("null");
      default:
        return number();
    }
  }

  bool list(char end, int depth, bool named) {
    ++at_;
    space();
    if (take(end)) {
      return true;
    }
    do {
      if ((named && !name()) || !value(depth + 1)) {
        return false;
      }
      space();
    } while (take(','));
    return take(end);
  }

  bool name() {
    space();
    if (!string()) {
      return false;
    }
    space();
    return take(':');
  }

  bool string() {
    if (!take('"')) {
      return false;
    }
    while (at_ < text_.size() && static_cast<unsigned char>(next()) >= 0x20) {
      if (take('"')) {
        return true;
      }
      at_ += next() == '\\' ? 2U : 1U;
    }
    at_ = std::min(at_, text_.size());
    return false;
  }

  bool digits() {
    const std::size_t before = at_;
    while (is_digit(next())) {
      ++at_;
    }
    return at_ > before;
  }

  bool number() {
    take('-');
    if (!digits() || (take('.') && !digits())) {
      return false;
    }
    if (!take('e') && !take('E')) {
      return true;
    }
    take('+') || take('-');
    return digits();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<std::size_t> json_breaks_at(std::string_view text) {
  Scan scan(text);
  return scan.document() ? std::nullopt : std::optional(scan.at());
}

}  // namespace escalon::intake
