#pragma once

#include <ostream>
#include <string>

namespace escalon::cli {

/// What `doctor` finds: prints one finding a line and remembers whether all were good.
class Findings {
 public:
  Findings(std::ostream& out, bool colours) : out_(out), colours_(colours) {}

  void good(const std::string& what, const std::string& text);
  void note(const std::string& what, const std::string& text);
  void bad(const std::string& what, const std::string& text);
  [[nodiscard]] bool healthy() const { return healthy_; }

 private:
  void print(const char* mark, const char* colour, const std::string& what,
             const std::string& text);

  std::ostream& out_;
  const bool colours_;
  bool healthy_ = true;
};

}  // namespace escalon::cli
