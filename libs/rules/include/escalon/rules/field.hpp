#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

namespace escalon::rules {

/// What a condition may look at. A field that a stage does not know has no value there.
enum class FieldKind : std::uint8_t {
  kTenant,     ///< `tenant`: whose case.
  kChannel,    ///< `channel`: voice, chat, email, message, social, video, other.
  kTier,       ///< `tier`: the customer's service tier.
  kLanguage,   ///< `language`: BCP 47 tag of the customer.
  kQueue,      ///< `queue`: the queue the contact is in.
  kAgent,      ///< `agent`: who has the contact.
  kPriority,   ///< `priority`: 1 (most urgent) to 9.
  kStatus,     ///< `status`: the case's status as the platform names it.
  kDirection,  ///< `direction`: inbound, outbound, internal.
  kSource,     ///< `source`: which platform says so.
  kIntent,     ///< `intent`: what the customer wants.
  kTrigger,    ///< `trigger`: causes seen in the event; an event may have several.
  kSentiment,  ///< `sentiment`: -1 to 1, of the conversation.
  kUrgency,    ///< `urgency`: 0 to 1, of the event.
  kLevel,      ///< `level`: escalation level, 1 being the first above the agent.
  kTeam,       ///< `team`: the team that has the case or the escalation.
  kCause,      ///< `cause`: why an escalation is opened, as `sla_breach`.
  kClock,      ///< `clock`: the SLA clock that a breach or warning belongs to.
  kEvent,      ///< `event`: what happened, as `customer_message` or `escalation_opened`.
  kSpeaker,    ///< `speaker`: customer or agent, of a message or a piece of a transcript.
  kReason,     ///< `reason`: why a contact ended.
  kRisk,       ///< `risk`: 0 to 1, how likely the conversation is to need an escalation.
  kAttribute,  ///< `attributes.NAME`: any attribute of the case.
};

/// The name of one thing that a condition looks at. An immutable value.
class Field {
 public:
  /// A field other than an attribute.
  explicit Field(FieldKind kind) : kind_(kind) {}
  /// The attribute `name`.
  [[nodiscard]] static Field attribute(std::string name);
  /// Reads a field's name as policies write it. The error names the nearest known name.
  [[nodiscard]] static Result<Field> parse(std::string_view text);

  [[nodiscard]] FieldKind kind() const { return kind_; }
  /// The attribute's name; empty for any other field.
  [[nodiscard]] const std::string& attribute_name() const { return name_; }
  /// The name as policies write it.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Field&, const Field&) = default;

 private:
  FieldKind kind_;
  std::string name_;
};

}  // namespace escalon::rules
