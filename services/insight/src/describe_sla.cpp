#include <fmt/format.h>

#include "escalon/base/instant.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/sla/v1/sla.pb.h"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using sla::v1::SlaEvent;

std::string due_text(std::int64_t due_at_ms) {
  return due_at_ms == 0 ? std::string("paused") : "due " + format_instant(from_ms(due_at_ms));
}

std::string amount(std::int64_t ms) {
  return format_duration(absl::Milliseconds(ms < 0 ? -ms : ms));
}

std::string done_text(const sla::v1::LevelReached& level) {
  std::string text = level.escalates() ? "; escalates" : "";
  text += level.raise_priority_to() == 0
              ? ""
              : fmt::format("; priority at least {}", level.raise_priority_to());
  text += level.tell().empty() ? "" : fmt::format("; tells {}", fmt::join(level.tell(), ", "));
  return text;
}

std::string words_of(const SlaEvent& event) {
  switch (event.body_case()) {
    case SlaEvent::kStarted:
      return fmt::format("target {}, {}", event.started().target(),
                         due_text(event.started().due_at_ms()));
    case SlaEvent::kPaused:
      return fmt::format("stands still, {} {}", amount(event.paused().left_ms()),
                         event.paused().left_ms() < 0 ? "over" : "left");
    case SlaEvent::kResumed:
      return due_text(event.resumed().due_at_ms());
    case SlaEvent::kStopped:
      return fmt::format("{}, it took {}", event.stopped().met() ? "met" : "too late",
                         amount(event.stopped().elapsed_ms()));
    case SlaEvent::kRetargeted:
      return fmt::format("target {}, {} ({})", event.retargeted().target(),
                         due_text(event.retargeted().due_at_ms()), event.retargeted().reason());
    case SlaEvent::kWarningReached:
      return due_text(event.warning_reached().due_at_ms());
    case SlaEvent::kBreached:
      return fmt::format("target {} missed, was {}", event.breached().target(),
                         due_text(event.breached().due_at_ms()));
    case SlaEvent::kBreachWithdrawn:
      return fmt::format("a timely answer became known ({})",
                         event.breach_withdrawn().because_event_id());
    case SlaEvent::kLevelReached:
      return fmt::format("level {} ({}), {}{}", event.level_reached().level(),
                         event.level_reached().at(), due_text(event.level_reached().due_at_ms()),
                         done_text(event.level_reached()));
    case SlaEvent::kLevelPassedOver:
      return fmt::format("level {}: its condition did not hold", event.level_passed_over().level());
    case SlaEvent::kLevelWithdrawn:
      return fmt::format("level {} taken back ({})", event.level_withdrawn().level(),
                         event.level_withdrawn().because_event_id().empty()
                             ? "a new target"
                             : event.level_withdrawn().because_event_id());
    case SlaEvent::kCancelled:
      return fmt::format("as if it had never begun ({})", event.cancelled().reason());
    default:
      return {};
  }
}

}  // namespace

TimelineText describe(const SlaEvent& event) {
  // Notes that the stage keeps for itself concern no clock.
  if (event.clock().empty()) {
    return {};
  }
  const std::string words = words_of(event);
  if (words.empty()) {
    return {};
  }
  return {"clock_" + body_name(event), fmt::format("clock {}: {}", event.clock(), words),
          event.effective_at_ms()};
}

}  // namespace escalon::insight
