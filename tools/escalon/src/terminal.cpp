#include "terminal.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace escalon::cli {
namespace {

constexpr int kCells = 30;

bool shows_colours(int descriptor) {
  const char* term = std::getenv("TERM");
  return isatty(descriptor) == 1 && std::getenv("NO_COLOR") == nullptr && term != nullptr &&
         std::string(term) != "dumb";
}

}  // namespace

bool colours_on_output() {
  return shows_colours(STDOUT_FILENO);
}

bool error_is_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

ProgressBar::ProgressBar(std::string title)
    : title_(std::move(title)), visible_(error_is_terminal()) {}

ProgressBar::~ProgressBar() {
  clear();
}

void ProgressBar::show(double share, const std::string& note) {
  const int percent = static_cast<int>(std::clamp(share, 0.0, 1.0) * 100);
  if (!visible_ || (percent == last_ && note == last_note_)) {
    return;
  }
  last_ = percent;
  last_note_ = note;
  const auto full = static_cast<std::size_t>(percent * kCells / 100);
  std::cerr << fmt::format("\r\033[K{} [{}{}] {:3d} %  {}", title_, std::string(full, '#'),
                           std::string(kCells - full, '.'), percent, note)
            << std::flush;
  shown_ = true;
}

void ProgressBar::clear() {
  if (shown_) {
    std::cerr << "\r\033[K" << std::flush;
    shown_ = false;
  }
}

}  // namespace escalon::cli
