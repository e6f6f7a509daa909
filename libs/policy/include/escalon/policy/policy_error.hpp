#pragma once

#include <string>
#include <vector>

namespace escalon::policy {

/// What is wrong with a policy, where, and what to do about it.
struct PolicyError {
  std::string file;  ///< Name as given; empty where no single file is meant.
  int line = 0;      ///< Counted from 1; 0 where no line is meant.
  int column = 0;    ///< Counted from 1, in bytes.
  std::string
      path;  ///< Way from the top of the file, as `clocks.resolution.target` or `matrix[3]`.
  std::string message;
  std::string remedy;  ///< May be empty.

  /// `sla.yaml:12:5: clocks.resolution.calender: unknown key (did you mean 'calendar'?)`, and the
  /// remedy on a line of its own.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const PolicyError&, const PolicyError&) = default;
};

/// Everything that is wrong, in the order of the files and lines.
using PolicyErrors = std::vector<PolicyError>;

/// One error a paragraph.
[[nodiscard]] std::string text(const PolicyErrors& errors);

}  // namespace escalon::policy
