#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "care.hpp"
#include "escalon/escalation/amount.hpp"
#include "orders.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

constexpr std::size_t kNamedMax = 5;

bool asks_for_approval(const v1::CauseRecord& cause) {
  return cause.cause() == v1::CAUSE_NEEDS_APPROVAL;
}

std::string causes_of(const v1::Escalation& escalation) {
  std::vector<std::string_view> names;
  for (const v1::CauseRecord& cause : escalation.causes()) {
    names.push_back(cause_name(cause.cause()));
  }
  return names.empty()
             ? "none"
             : absl::StrJoin(names, ", ", [](std::string* out, auto name) { out->append(name); });
}

/// Why that person may not answer at all.
Refusal refuse_answer(const v1::Escalation& escalation, const std::string& person) {
  if (std::ranges::none_of(escalation.causes(), asks_for_approval)) {
    return absl::StrCat("It does not ask for approval. Its causes: ", causes_of(escalation),
                        ". Resolve it with an outcome instead.");
  }
  if (!escalation.asked_by().empty() && escalation.asked_by() == person) {
    return "You asked for it yourself, so somebody else answers. Resolve it as customer_withdrew "
           "where it is not needed any more.";
  }
  return std::nullopt;
}

/// People who may approve so much, a few of them.
std::string who_may(const ApprovalLimits& limits, Amount amount) {
  std::vector<std::string> people;
  for (const auto& [person, limit] : limits.people) {
    if (limit >= amount && people.size() < kNamedMax) {
      people.push_back(person);
    }
  }
  return people.empty() ? "the policy lists nobody who may"
                        : absl::StrCat("who may: ", absl::StrJoin(people, ", "));
}

Refusal refuse_beyond_limit(const std::string& person, Amount amount,
                            const ApprovalLimits& limits) {
  const auto found = limits.people.find(person);
  const Amount limit = found == limits.people.end() ? 0 : found->second;
  if (amount <= limit) {
    return std::nullopt;
  }
  return absl::StrCat(limit == 0 ? "You may not approve amounts"
                                 : absl::StrCat("You may approve up to ", format_amount(limit), " ",
                                                limits.currency),
                      ". Raise it, or give it to somebody who may approve ", format_amount(amount),
                      "; ", who_may(limits, amount), ".");
}

Refusal refuse_amount(const std::string& person, const command::v1::Approve& order,
                      const std::optional<ApprovalLimits>& limits) {
  if (order.amount().empty()) {
    return order.currency().empty()
               ? Refusal()
               : Refusal("A currency without an amount. Give the amount, as 49.90.");
  }
  const std::optional<Amount> amount = parse_amount(order.amount());
  if (!amount) {
    return absl::StrCat("'", order.amount(), "' is not an amount. Write it like 49.90.");
  }
  if (!order.currency().empty() && !is_currency(order.currency())) {
    return absl::StrCat("'", order.currency(), "' is not a currency. Write it like EUR.");
  }
  if (!limits) {
    return std::nullopt;
  }
  if (!order.currency().empty() && order.currency() != limits->currency) {
    return absl::StrCat("The policy's limits are in ", limits->currency, ". Give the amount in ",
                        limits->currency, ".");
  }
  return refuse_beyond_limit(person, *amount, *limits);
}

std::string asker_of(const Draft& draft, const v1::Escalation& escalation) {
  return escalation.asked_by().empty() ? draft.state().story().agent() : escalation.asked_by();
}

bool others_remain(const v1::Escalation& escalation) {
  return !std::ranges::all_of(escalation.causes(), asks_for_approval);
}

void take_cause_back(Draft& draft, const std::string& id, const std::string& source_id,
                     std::string_view answer) {
  Event event = draft.about(id);
  event.mutable_cause_removed()->set_source_id(source_id);
  event.mutable_cause_removed()->set_reason(std::string(answer));
  draft.emit(std::move(event));
}

/// Ends the escalation, or the part of it that asked for approval where it has further causes.
void end(Draft& draft, const std::string& id, const std::string& outcome,
         const std::string& answerer) {
  const v1::Escalation escalation = draft.escalation(id);
  if (!others_remain(escalation)) {
    Event event = draft.about(id);
    event.mutable_resolved()->set_outcome(outcome);
    event.mutable_resolved()->set_settled_by(answerer);
    set_after_care(*event.mutable_resolved(), draft, AskRootCause::kNo);
    draft.emit(std::move(event));
    return;
  }
  for (const v1::CauseRecord& cause : escalation.causes()) {
    if (asks_for_approval(cause)) {
      take_cause_back(draft, id, cause.source_id(), outcome);
    }
  }
}

std::string clipped(const std::string& text) {
  return std::string(clip(text, kStoryTextBytesMax));
}

}  // namespace

Refusal approve(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  const command::v1::Approve& order = command.approve();
  const std::optional<ApprovalLimits>& limits = draft.policy().approvals;
  if (Refusal refusal = refuse_answer(escalation, command.actor())) {
    return refusal;
  }
  if (Refusal refusal = refuse_amount(command.actor(), order, limits)) {
    return refusal;
  }
  Event event = draft.about(id);
  v1::Approved& approved = *event.mutable_approved();
  approved.set_terms(clipped(order.terms()));
  approved.set_reason(clipped(order.reason()));
  approved.set_amount(order.amount());
  const bool takes_policys = !order.amount().empty() && order.currency().empty() && limits;
  approved.set_currency(takes_policys ? limits->currency : order.currency());
  approved.set_returned_to(asker_of(draft, escalation));
  approved.set_others_remain(others_remain(escalation));
  draft.emit(std::move(event));
  end(draft, id, "approved", command.actor());
  return std::nullopt;
}

Refusal refuse(Draft& draft, const std::string& id, const Command& command) {
  const v1::Escalation& escalation = draft.escalation(id);
  const command::v1::Refuse& order = command.refuse();
  if (Refusal refusal = refuse_answer(escalation, command.actor())) {
    return refusal;
  }
  if (order.reason().empty()) {
    return "The reason is missing. Say why, for who asked and for the customer.";
  }
  Event event = draft.about(id);
  v1::ApprovalRefused& refused = *event.mutable_approval_refused();
  refused.set_terms(clipped(order.terms()));
  refused.set_reason(clipped(order.reason()));
  refused.set_returned_to(asker_of(draft, escalation));
  refused.set_others_remain(others_remain(escalation));
  draft.emit(std::move(event));
  end(draft, id, "refused", command.actor());
  return std::nullopt;
}

}  // namespace escalon::escalation
