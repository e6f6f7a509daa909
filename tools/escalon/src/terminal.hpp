#pragma once

#include <cstdint>
#include <string>

namespace escalon::cli {

/// True when standard output (or error) is a terminal that shows colours; NO_COLOR switches them
/// off.
[[nodiscard]] bool colours_on_output();
[[nodiscard]] bool error_is_terminal();

/// A bar on standard error while long work runs; nothing where that is no terminal.
class ProgressBar {
 public:
  explicit ProgressBar(std::string title);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  /// `share` from 0 to 1; `note` is shown behind the bar.
  void show(double share, const std::string& note = {});
  /// Takes the bar away.
  void clear();

 private:
  const std::string title_;
  const bool visible_;
  int last_ = -1;
  std::string last_note_;
  bool shown_ = false;
};

}  // namespace escalon::cli
