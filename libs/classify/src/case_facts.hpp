#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/classification/v1/classification.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/rules/facts.hpp"

namespace escalon::classify {

/// Who said what in an event.
struct Said {
  std::string_view text;
  bool by_customer = false;
  bool by_agent = false;
  bool is_message = false;  ///< Counts as a message of who said it; a subject or comment does not.
};

[[nodiscard]] Said said_in(const contact::v1::ContactEvent& event);

/// When the event happened, in Unix ms; 0 where it does not say.
[[nodiscard]] std::int64_t occurred_at_ms(const contact::v1::ContactEvent& event);

/// Which of two values holds: the event's where it is the newer one, else what the case already
/// has; either of them where the other is empty.
[[nodiscard]] const std::string& newest(const std::string& of_event, const std::string& of_case,
                                        bool late);

/// What conditions and the priority table may look at: the event over the case, and what has been
/// found so far. Keeps references to both.
class CaseFacts final : public rules::Facts {
 public:
  /// `late` says that the event happened before the newest one that the case knows.
  CaseFacts(const classification::v1::CaseConversation& state,
            const contact::v1::ContactEvent& event, bool late)
      : state_(state), event_(event), late_(late) {}

  [[nodiscard]] bool any(const rules::Field& field, const rules::Test& test) const override;

  /// The one value of a field; empty where it has none or may have several.
  [[nodiscard]] std::string value(const rules::Field& field) const;

  std::string language;
  std::string intent;
  double sentiment = 0;  ///< Of the conversation.
  double urgency = 0;
  int priority = 0;
  std::vector<std::string_view> causes;

 private:
  [[nodiscard]] std::string of_event(rules::FieldKind kind) const;
  [[nodiscard]] std::string attribute(const std::string& name) const;

  const classification::v1::CaseConversation& state_;
  const contact::v1::ContactEvent& event_;
  bool late_;
};

}  // namespace escalon::classify
