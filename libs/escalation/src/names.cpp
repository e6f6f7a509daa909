#include <algorithm>
#include <array>
#include <utility>

#include "escalon/escalation/escalation_policy.hpp"

namespace escalon::escalation {
namespace {

constexpr std::array<std::pair<v1::Cause, std::string_view>, 13> kCauses{{
    {v1::CAUSE_SLA_BREACH, "sla_breach"},
    {v1::CAUSE_CUSTOMER_ASKED, "customer_asked"},
    {v1::CAUSE_AGENT_ASKED, "agent_asked"},
    {v1::CAUSE_BEYOND_AUTHORITY, "beyond_authority"},
    {v1::CAUSE_NEEDS_SPECIALIST, "needs_specialist"},
    {v1::CAUSE_NEEDS_APPROVAL, "needs_approval"},
    {v1::CAUSE_CONFLICT, "conflict"},
    {v1::CAUSE_REPEAT_CONTACT, "repeat_contact"},
    {v1::CAUSE_WAITING_TOO_LONG, "waiting_too_long"},
    {v1::CAUSE_CRITICAL_EVENT, "critical_event"},
    {v1::CAUSE_CHURN_THREAT, "churn_threat"},
    {v1::CAUSE_MISROUTED, "misrouted"},
    {v1::CAUSE_PREDICTED, "predicted"},
}};

constexpr std::array<std::pair<v1::EscalationType, std::string_view>, 3> kTypes{{
    {v1::ESCALATION_TYPE_FUNCTIONAL, "functional"},
    {v1::ESCALATION_TYPE_HIERARCHICAL, "hierarchical"},
    {v1::ESCALATION_TYPE_PRIORITY, "priority"},
}};

template <typename Table, typename Value>
std::string_view name_in(const Table& table, Value value) {
  const auto found = std::ranges::find(table, value, &Table::value_type::first);
  return found == table.end() ? std::string_view() : found->second;
}

template <typename Table>
auto value_in(const Table& table, std::string_view name) {
  const auto found = std::ranges::find(table, name, &Table::value_type::second);
  return found == table.end() ? typename Table::value_type::first_type{} : found->first;
}

}  // namespace

std::string_view cause_name(v1::Cause cause) {
  return name_in(kCauses, cause);
}

v1::Cause cause_of(std::string_view name) {
  return value_in(kCauses, name);
}

std::string_view type_name(v1::EscalationType type) {
  return name_in(kTypes, type);
}

v1::EscalationType type_of(std::string_view name) {
  return value_in(kTypes, name);
}

}  // namespace escalon::escalation
