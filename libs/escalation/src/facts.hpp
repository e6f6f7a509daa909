#pragma once

#include <string>
#include <string_view>

#include "escalon/classification/v1/classification.pb.h"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/rules/facts.hpp"

namespace escalon::escalation {

/// What the conditions of the matrix look at. A view; it copies nothing.
class CauseFacts final : public rules::Facts {
 public:
  /// What is asked about, beside the case's story.
  struct Asked {
    std::string_view tenant;
    std::string_view cause;
    std::string_view clock;  ///< Of a breach; empty for any other cause.
    std::string_view team;   ///< The team that was asked for; empty = none.
    const classification::v1::Classified* classified = nullptr;  ///< Null for a breach.
  };

  CauseFacts(const v1::CaseStory& story, Asked asked) : story_(story), asked_(asked) {}

  [[nodiscard]] bool any(const rules::Field& field, const rules::Test& test) const override;
  [[nodiscard]] std::string shown(const rules::Field& field) const override;

 private:
  [[nodiscard]] std::string_view text_of(rules::FieldKind kind) const;
  [[nodiscard]] bool any_attribute(const std::string& name, const rules::Test& test) const;
  [[nodiscard]] bool any_trigger(const rules::Test& test) const;

  const v1::CaseStory& story_;
  Asked asked_;
};

}  // namespace escalon::escalation
