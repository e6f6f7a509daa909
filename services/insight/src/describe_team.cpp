#include <fmt/format.h>

#include "escalon/insight/timeline_text.hpp"
#include "escalon/team/v1/team.pb.h"
#include "event_names.hpp"

namespace escalon::insight {
namespace {

using team::v1::TeamEvent;

std::string words_of(const TeamEvent& event) {
  switch (event.body_case()) {
    case TeamEvent::kEnqueued:
      return fmt::format("waits in the queue, priority {}", event.enqueued().priority());
    case TeamEvent::kOffered:
      return "given to " + event.offered().person() +
             (event.offered().reason().empty() ? "" : ": " + event.offered().reason());
    case TeamEvent::kReleased:
      return fmt::format(
          "left {}: {}",
          event.released().person().empty() ? "the queue" : event.released().person(),
          event.released().reason());
    case TeamEvent::kNobodyFree:
      return fmt::format("nobody is free ({}); it waits",
                         event.nobody_free().reason().empty()
                             ? fmt::format("{} present", event.nobody_free().present())
                             : event.nobody_free().reason());
    case TeamEvent::kRelaxed:
      return fmt::format("asks for less skill: {} lower", event.relaxed().lowered());
    case TeamEvent::kSurgeOpened:
      return fmt::format("a surge: {} cases of {}", event.surge_opened().count(),
                         event.surge_opened().intent());
    case TeamEvent::kSurgeMember:
      return fmt::format("case {} of the surge {}", event.surge_member().count(),
                         event.surge_member().parent_case_id());
    case TeamEvent::kSurgesFull:
      return fmt::format(
          "{} cases of {} would be a surge, but the team has {} already: each is "
          "asked for by itself",
          event.surges_full().count(), event.surges_full().intent(), event.surges_full().open());
    case TeamEvent::kSurgeClosed:
      return fmt::format("the surge ended, with {} cases", event.surge_closed().members_size());
    case TeamEvent::kPresenceChanged:
      return fmt::format("{} is {}, capacity {}", event.presence_changed().person(),
                         event.presence_changed().presence(), event.presence_changed().capacity());
    case TeamEvent::kPresenceRefused:
      return fmt::format("presence of {} refused: {}", event.presence_refused().person(),
                         event.presence_refused().reason());
    default:
      return {};
  }
}

}  // namespace

TimelineText describe(const TeamEvent& event) {
  std::string words = words_of(event);
  if (words.empty()) {
    return {};
  }
  return {"team_" + body_name(event), std::move(words), event.effective_at_ms()};
}

}  // namespace escalon::insight
