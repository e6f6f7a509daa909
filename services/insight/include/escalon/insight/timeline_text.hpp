#pragma once

#include <cstdint>
#include <string>

namespace escalon::classification::v1 {
class ClassificationEvent;
}
namespace escalon::escalation::v1 {
class EscalationEvent;
}
namespace escalon::notification::v1 {
class NotificationEvent;
}
namespace escalon::sla::v1 {
class SlaEvent;
}
namespace escalon::team::v1 {
class TeamEvent;
}

namespace escalon::insight {

/// One line of a timeline. Nothing in it depends on when the decision was made.
struct TimelineText {
  std::string what;        ///< As `breached`; empty where people need not see it.
  std::string text;        ///< The same in words.
  std::int64_t at_ms = 0;  ///< When it took effect.
};

[[nodiscard]] TimelineText describe(const classification::v1::ClassificationEvent& event);
[[nodiscard]] TimelineText describe(const sla::v1::SlaEvent& event);
[[nodiscard]] TimelineText describe(const escalation::v1::EscalationEvent& event);
[[nodiscard]] TimelineText describe(const team::v1::TeamEvent& event);
[[nodiscard]] TimelineText describe(const notification::v1::NotificationEvent& event);

}  // namespace escalon::insight
