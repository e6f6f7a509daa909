#include "content_lines.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <vector>

namespace escalon::calendar {
namespace {

constexpr std::size_t kDepthMax = 10;
constexpr std::string_view kRemedy = "save it again as an iCalendar file (RFC 5545)";

struct ContentLine {
  int number = 0;
  std::string text;
};

bool is_mark(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) == 0;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

std::vector<ContentLine> unfolded(std::string_view text) {
  std::vector<ContentLine> lines;
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    const bool folded = line.starts_with(' ') || line.starts_with('\t');
    if (folded && !lines.empty()) {
      lines.back().text += line.substr(1);
    } else if (!line.empty()) {
      lines.push_back({number, std::string(line)});
    }
  }
  return lines;
}

// `VEVENT` for `BEGIN:VEVENT` (or `END:VEVENT`), however it is written; else nothing.
std::string component_after(std::string_view word, const std::string& line) {
  const auto first = std::find_if_not(line.begin(), line.end(), is_mark);
  std::string start = upper(std::string(first, line.end()).substr(0, 64));
  if (!start.starts_with(word) || start.size() == word.size() || !is_mark(start[word.size()])) {
    return "";
  }
  const std::size_t last = start.find_last_not_of(' ');
  const std::size_t colon = start.find(':');
  const bool named = colon != std::string::npos && colon < last;
  return named ? start.substr(colon + 1, last - colon) : "?";
}

/// Copies what is read of a file: calendars, and in them events and time zones. What else there is,
/// as alarms and tasks, a parser need not see.
class Marking {
 public:
  std::optional<ClosuresError> add(const ContentLine& line) {
    if (const std::string name = component_after("BEGIN", line.text); !name.empty()) {
      return begin(name, line.number);
    }
    if (const std::string name = component_after("END", line.text); !name.empty()) {
      return end(name, line.number);
    }
    if (!open_.empty() && !skipping()) {
      marked_ += line.text + "\r\n";
    }
    return std::nullopt;
  }

  Result<std::string, ClosuresError> result() && {
    if (!open_.empty()) {
      return ClosuresError{begun_, "BEGIN:" + open_.back() + " has no END", std::string(kRemedy)};
    }
    if (marked_.empty()) {
      return ClosuresError{1, "this is no iCalendar file: it has no BEGIN:VCALENDAR",
                           std::string(kRemedy)};
    }
    return std::move(marked_);
  }

 private:
  [[nodiscard]] bool skipping() const { return skipped_from_ != 0; }

  [[nodiscard]] bool is_read(const std::string& name) const {
    return open_.empty() ? name == "VCALENDAR"
                         : open_.size() == 1 && (name == "VEVENT" || name == "VTIMEZONE");
  }

  std::optional<ClosuresError> begin(const std::string& name, int number) {
    const bool read = !skipping() && is_read(name);
    open_.push_back(name);
    begun_ = number;
    if (open_.size() > kDepthMax) {
      return ClosuresError{number, "components are nested too deep", std::string(kRemedy)};
    }
    if (read) {
      marked_ += "BEGIN:" + name + "\r\n";
    } else if (!skipping()) {
      skipped_from_ = open_.size();
    }
    if (read && name == "VEVENT") {
      marked_ += std::string(kLineProperty) + ":" + std::to_string(number) + "\r\n";
    }
    return std::nullopt;
  }

  std::optional<ClosuresError> end(const std::string& name, int number) {
    if (open_.empty() || open_.back() != name) {
      return ClosuresError{number, "END:" + name + " ends what did not begin last",
                           std::string(kRemedy)};
    }
    if (!skipping()) {
      marked_ += "END:" + name + "\r\n";
    } else if (skipped_from_ == open_.size()) {
      skipped_from_ = 0;
    }
    open_.pop_back();
    return std::nullopt;
  }

  std::string marked_;
  std::vector<std::string> open_;
  std::size_t skipped_from_ = 0;  // depth of the outermost component that is left out; 0: none is
  int begun_ = 0;                 // line of the last BEGIN
};

}  // namespace

Result<std::string, ClosuresError> mark_events(std::string_view text) {
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    const auto before = std::count(text.begin(), text.begin() + static_cast<long>(nul), '\n');
    return ClosuresError{static_cast<int>(before) + 1, "this is no text", std::string(kRemedy)};
  }
  Marking marking;
  for (const ContentLine& line : unfolded(text)) {
    if (auto error = marking.add(line)) {
      return *std::move(error);
    }
  }
  return std::move(marking).result();
}

}  // namespace escalon::calendar
