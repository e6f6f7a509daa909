#pragma once

#include <string>
#include <string_view>

#include "escalon/rules/facts.hpp"
#include "escalon/sla/input.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// Added to the number of an escalation event's body where a fact says what happened.
constexpr int kOfEscalation = 1000;

/// True of what a contact event said, false of an escalation's.
[[nodiscard]] inline bool is_of_contact(const v1::Fact& fact) {
  return fact.what() < kOfEscalation;
}

/// What `input` says that rules can look at. Never personal text.
[[nodiscard]] v1::Fact make_fact(const Input& input);

/// The tenant that `input` names; empty where it names none.
[[nodiscard]] std::string_view tenant_of(const Input& input);

/// The case after one more fact.
void apply(const v1::Fact& fact, v1::CaseFacts& facts);

/// A case as rules see it at a fact: what the fact says, else what was known before. Borrows both.
class CaseView final : public rules::Facts {
 public:
  CaseView(const v1::CaseFacts& before, const v1::Fact& fact, std::string_view tenant)
      : before_(before), fact_(fact), tenant_(tenant) {}

  [[nodiscard]] bool any(const rules::Field& field, const rules::Test& test) const override;
  [[nodiscard]] std::string shown(const rules::Field& field) const override;

  /// The value of a field that has at most one; empty where it has none.
  [[nodiscard]] std::string_view value(const rules::Field& field) const;
  /// The due instant that an event carried for the clock, in Unix ms; 0 where none did.
  [[nodiscard]] std::int64_t carried_due_ms(const std::string& clock) const;
  [[nodiscard]] const v1::Fact& fact() const { return fact_; }
  /// The case as it was before the fact, in which nothing happens.
  [[nodiscard]] CaseView before() const { return {before_, v1::Fact::default_instance(), tenant_}; }

 private:
  [[nodiscard]] std::string_view attribute(const std::string& name) const;

  const v1::CaseFacts& before_;
  const v1::Fact& fact_;
  std::string_view tenant_;
};

}  // namespace escalon::sla
