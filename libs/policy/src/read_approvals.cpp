#include <algorithm>
#include <utility>

#include "draft.hpp"
#include "escalon/escalation/amount.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using escalation::Amount;

struct ApprovalsDraft {
  std::string currency;
  std::map<std::string, Amount, std::less<>> teams;
  std::map<std::string, Amount, std::less<>> people;
};

void read_currency(const Cursor& at, ApprovalsDraft& out) {
  std::string text;
  if (!read_text(at, text)) {
    return;
  }
  if (!escalation::is_currency(text)) {
    at.fail(cat("'", text, "' is not a currency"), "write its three letters, as EUR");
    return;
  }
  out.currency = std::move(text);
}

void read_limits(const Cursor& at, NameKind kind, std::map<std::string, Amount, std::less<>>& out) {
  each_member(at, [&](const Cursor& entry) {
    entry.reading().names.refer(kind, std::string(entry.name()), entry.key_place());
    std::string text;
    if (!read_text(entry, text)) {
      return;
    }
    if (const std::optional<Amount> amount = escalation::parse_amount(text)) {
      out.emplace(entry.name(), *amount);
    } else {
      entry.fail(cat("'", text, "' is not an amount"), "write it like 250 or 49.90");
    }
  });
}

constexpr Field<ApprovalsDraft> kApprovalFields[] = {
    {"currency", Need::kRequired, &read_currency, "Of all limits, as EUR."},
    {"teams", Need::kOptional,
     [](const Cursor& at, ApprovalsDraft& out) { read_limits(at, NameKind::kTeam, out.teams); },
     "How much the people of a team may approve, by team."},
    {"people", Need::kOptional,
     [](const Cursor& at, ApprovalsDraft& out) { read_limits(at, NameKind::kPerson, out.people); },
     "How much a person may approve, by name, whatever their teams may."},
};

/// A person's own limit, else the highest of their teams'.
escalation::ApprovalLimits limits_of(ApprovalsDraft draft, const queue::QueuePolicy& queue) {
  escalation::ApprovalLimits limits{.currency = std::move(draft.currency), .people = {}};
  for (const auto& [team, limit] : draft.teams) {
    const auto found = queue.teams.find(team);
    if (found == queue.teams.end()) {
      continue;  // reported as a name that does not exist
    }
    for (const auto& [person, rule] : found->second.people) {
      Amount& highest = limits.people[person];
      highest = std::max(highest, limit);
    }
  }
  for (const auto& [person, limit] : draft.people) {
    limits.people[person] = limit;
  }
  return limits;
}

}  // namespace

void read_approvals(const Cursor& at, Draft& out) {
  ApprovalsDraft draft;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kApprovalFields, draft)) {
    return;
  }
  if (at.reading().errors.size() != errors_before) {
    return;
  }
  if (draft.teams.empty() && draft.people.empty()) {
    at.fail("nobody has a limit", "add teams or people, or leave approvals out");
    return;
  }
  out.escalation.approvals = limits_of(std::move(draft), out.queue);
}

}  // namespace escalon::policy
