#include "read_window.hpp"

#include <array>
#include <iterator>

#include "absl/strings/numbers.h"
#include "fields.hpp"
#include "read_step.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using Outside = escalation::Window::Outside;

void read_outside(const Cursor& at, WindowDraft& out) {
  static constexpr std::array<std::string_view, 2> kWords{"wait", "skip"};
  std::string word;
  if (read_one_of(at, "thing to do outside of the window", kWords, word)) {
    out.outside = word == kWords[0] ? Outside::kWait : Outside::kSkip;
  }
}

constexpr Field<WindowDraft> kWindowFields[] = {
    {"during", Need::kRequired,
     [](const Cursor& at, WindowDraft& out) {
       read_reference(at, NameKind::kCalendar, out.calendar);
     },
     "The calendar in whose open hours the step may begin."},
    {"outside", Need::kRequired, &read_outside,
     "wait: until it opens, nobody being asked; skip: the next step begins at once."},
};

}  // namespace

void read_window(const Cursor& at, WindowDraft& out) {
  read_fields(at, kWindowFields, out);
}

escalation::Window window_of(const WindowDraft& draft,
                             const std::map<std::string, std::shared_ptr<const calendar::Calendar>,
                                            std::less<>>& calendars) {
  const auto found = calendars.find(draft.calendar);
  return {found == calendars.end() ? nullptr : found->second, draft.outside};
}

void read_skip_to(const Cursor& at, std::map<int, int>& out) {
  each_member(at, [&](const Cursor& entry) {
    int priority = 0;
    if (!absl::SimpleAtoi(std::string(entry.name()), &priority) || priority < 1 ||
        priority > kPriorityMax) {
      entry.fail_at_key(cat("'", entry.name(), "' is no priority"), "write 1 to 9");
      return;
    }
    int level = 0;
    if (read_number(entry, Range<int>{1, kLevelMax}, level)) {
      out.emplace(priority, level);
    }
  });
  for (auto more = out.begin(); more != out.end() && std::next(more) != out.end(); ++more) {
    const auto less = std::next(more);
    if (more->second < less->second) {
      at.fail(cat("priority ", more->first, " is more urgent than ", less->first,
                  ", but begins at a lower level"),
              "let levels rise, or stay, as priorities get more urgent");
    }
  }
}

}  // namespace escalon::policy
