#pragma once

#include <map>
#include <ostream>
#include <string>
#include <string_view>

#include "case_kinds.hpp"

namespace escalon::conformance {

/// How the cases of some files went.
struct Counts {
  int passed = 0;
  int failed = 0;
  /// Cases where the sources disagree with one another: answered by the engine's own rule.
  int declared = 0;
  /// Facts told as a story, which unit tests hold.
  int skipped = 0;

  /// `N passed, N failed, N declared, N skipped`.
  [[nodiscard]] std::string text() const;
};

/// Every kind that the engine answers.
[[nodiscard]] std::map<std::string, Answerer> all_kinds();

/// Runs the cases of one file's text, adds to `counts` and writes a line for each case that
/// differs. A kind that is not among `kinds` fails. An error where the text is no such file.
[[nodiscard]] Status run_cases(const std::string& text,
                               const std::map<std::string, Answerer>& kinds, Counts& counts,
                               std::ostream& out);

}  // namespace escalon::conformance
