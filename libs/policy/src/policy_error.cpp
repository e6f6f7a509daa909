#include "escalon/policy/policy_error.hpp"

#include "text.hpp"

namespace escalon::policy {

std::string PolicyError::text() const {
  std::string line_text;
  if (!file.empty()) {
    line_text += cat(file, line > 0 ? cat(":", line, ":", column) : "", ": ");
  }
  if (!path.empty()) {
    line_text += cat(path, ": ");
  }
  return cat(line_text, message, remedy.empty() ? "" : "\n    ", remedy);
}

std::string text(const PolicyErrors& errors) {
  std::string all;
  for (const PolicyError& error : errors) {
    all += cat(error.text(), "\n");
  }
  return all;
}

}  // namespace escalon::policy
