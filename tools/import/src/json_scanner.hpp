#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::importing {

/// Reads JSON (RFC 8259) from the front of a text and tells every scalar by its path. Numbers are
/// told as they are written, so that long ids keep all their digits.
class JsonScanner {
 public:
  /// `path` is like `a.b.0.c`; `text` is valid during the call; null is told as no text.
  using Sink = std::function<void(std::string_view path, const std::string* text)>;

  JsonScanner(std::string_view text, Sink sink) : text_(text), sink_(std::move(sink)) {}

  /// Reads one value. The error says at which byte of the text it is not JSON.
  [[nodiscard]] Status value();

  /// The next character that is no blank, or 0 at the end.
  [[nodiscard]] char peek();

  /// Steps over the next character that is no blank, if it is `wanted`.
  bool take(char wanted);

  /// Bytes read so far.
  [[nodiscard]] std::size_t offset() const { return at_; }

 private:
  Status object();
  Status array();
  Status scalar();
  Status member();
  Status string(std::string& out);
  Status escape(std::string& out);
  Status unicode(std::string& out);
  bool hex4(unsigned& out);
  Error wrong(std::string_view reason) const;

  std::string_view text_;
  Sink sink_;
  std::size_t at_ = 0;
  std::string path_;
  int depth_ = 0;
};

}  // namespace escalon::importing
