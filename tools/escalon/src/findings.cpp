#include "findings.hpp"

#include <fmt/format.h>

namespace escalon::cli {

void Findings::good(const std::string& what, const std::string& text) {
  print("ok", "\033[32m", what, text);
}

void Findings::note(const std::string& what, const std::string& text) {
  print("--", "", what, text);
}

void Findings::bad(const std::string& what, const std::string& text) {
  print("!!", "\033[31m", what, text);
  healthy_ = false;
}

void Findings::print(const char* mark, const char* colour, const std::string& what,
                     const std::string& text) {
  const bool coloured = colours_ && *colour != '\0';
  out_ << (coloured ? colour : "") << mark << (coloured ? "\033[0m" : "")
       << fmt::format(" {:<8} {}\n", what, text);
}

}  // namespace escalon::cli
