#include "lexer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace escalon::importing {
namespace {

constexpr std::size_t kExpressionBytesMax = 10'000;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_name_part(char c) {
  return is_name_start(c) || is_digit(c) || c == '.';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> run() {
    if (text_.size() > kExpressionBytesMax) {
      return invalid(fmt::format("the expression has more than {} bytes", kExpressionBytesMax));
    }
    while (true) {
      at_ = std::min(text_.size(), text_.find_first_not_of(" \t\r\n", at_));
      if (at_ == text_.size()) {
        add(Token::Kind::kEnd, 0);
        return std::move(tokens_);
      }
      if (Status taken = take(text_[at_]); !taken.ok()) {
        return taken.error();
      }
    }
  }

 private:
  void add(Token::Kind kind, std::size_t length) {
    tokens_.push_back({kind, std::string(text_.substr(at_, length)), at_});
    at_ += length;
  }

  std::size_t length_while(bool (*part)(char)) const {
    const auto end =
        std::find_if_not(text_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, text_.end(), part);
    return static_cast<std::size_t>(end - text_.begin()) - at_;
  }

  Status take(char next) {
    if (next == '\'' || next == '"' || next == '`') {
      return take_quoted(next);
    }
    if (is_digit(next) || (next == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
      take_number();
      return {};
    }
    if (is_name_start(next)) {
      add(Token::Kind::kName, length_while(is_name_part));
      return {};
    }
    return take_symbol();
  }

  void take_number() {
    const std::size_t length = length_while(is_name_part);
    const std::string_view text = text_.substr(at_ + 1, length - 1);
    const bool plain =
        std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '.'; });
    add(plain ? Token::Kind::kNumber : Token::Kind::kDuration, length);
  }

  /// A quote inside is written twice.
  Status take_quoted(char quote) {
    const std::size_t begin = at_;
    std::string content;
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == quote && !(at_ + 1 < text_.size() && text_[at_ + 1] == quote)) {
        ++at_;
        tokens_.push_back({quote == '`' ? Token::Kind::kQuotedName : Token::Kind::kText,
                           std::move(content), begin});
        return {};
      }
      at_ += text_[at_] == quote ? 1U : 0U;
      content += text_[at_];
    }
    return invalid(fmt::format("the {} at character {} has no end", quote, begin + 1));
  }

  Status take_symbol() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("!=")) {
      add(Token::Kind::kSymbol, 2);
      return {};
    }
    if (rest.starts_with("==")) {
      return invalid("there is no '=='; write '='");
    }
    if (rest.starts_with('>') || rest.starts_with("<=")) {
      return invalid("the only order is '<': write a > b as b < a, and a <= b as not b < a");
    }
    if (std::string_view("(),=<+").find(rest.front()) == std::string_view::npos) {
      return invalid(
          fmt::format("'{}' at character {} has no meaning here", rest.front(), at_ + 1));
    }
    add(Token::Kind::kSymbol, 1);
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view expression) {
  return Lexer(expression).run();
}

}  // namespace escalon::importing
