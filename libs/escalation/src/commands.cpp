#include "commands.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "instants.hpp"
#include "misrouted.hpp"
#include "orders.hpp"
#include "text.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

struct Order {
  Command::BodyCase body;
  std::string_view name;
  Refusal (*carry_out)(Draft&, const std::string&, const Command&);
};

constexpr std::array<Order, 15> kOrders{{
    {Command::kAcknowledge, "acknowledge", acknowledge},
    {Command::kAccept, "accept", accept},
    {Command::kDecline, "decline", decline},
    {Command::kReassign, "reassign", reassign},
    {Command::kRaise, "raise", raise},
    {Command::kDeEscalate, "de_escalate", de_escalate},
    {Command::kResolve, "resolve", resolve},
    {Command::kReopen, "reopen", reopen},
    {Command::kApprove, "approve", approve},
    {Command::kRefuse, "refuse", refuse},
    {Command::kAssist, "assist", assist},
    {Command::kAskHelp, "ask_help", ask_help},
    {Command::kEndHelp, "end_help", end_help},
    {Command::kAddNote, "add_note", add_note},
    {Command::kNoteRootCause, "note_root_cause", note_root_cause},
}};

/// The escalation that a command means, or why that cannot be told.
struct Meant {
  std::string escalation_id;
  Refusal refusal;
};

std::vector<const v1::Escalation*> select(const CaseEscalations& state, bool open) {
  std::vector<const v1::Escalation*> selected;
  for (const v1::Escalation& escalation : state.escalations()) {
    if (is_open(escalation.status()) == open) {
      selected.push_back(&escalation);
    }
  }
  return selected;
}

std::string list_of(const std::vector<const v1::Escalation*>& escalations) {
  std::string list;
  for (const v1::Escalation* escalation : escalations) {
    absl::StrAppend(&list, list.empty() ? "" : ", ", escalation->escalation_id(), " (",
                    escalation->team(), ", level ", escalation->level(), ", ",
                    piece(status_name(escalation->status())), ")");
  }
  return list;
}

std::string nothing_known(const CaseEscalations& state, std::string_view wanted) {
  if (state.escalations().empty()) {
    return "The case has no escalation, or is not known here. Check the case id and the tenant.";
  }
  const auto open = select(state, true);
  return absl::StrCat("The case has no ", piece(wanted), ". ",
                      open.empty() ? absl::StrCat("Closed: ", list_of(select(state, false)))
                                   : absl::StrCat("Open: ", list_of(open)),
                      ".");
}

bool is_for_closed(Command::BodyCase body) {
  return body == Command::kReopen || body == Command::kNoteRootCause;
}

Meant meant_by(const CaseEscalations& state, const Command& command) {
  if (!command.escalation_id().empty()) {
    const bool known = find_escalation(state, command.escalation_id()) != nullptr;
    return known
               ? Meant{command.escalation_id(), {}}
               : Meant{{},
                       nothing_known(state, absl::StrCat("escalation ", command.escalation_id()))};
  }
  const bool wants_open = !is_for_closed(command.body_case());
  const auto candidates = select(state, wants_open);
  if (candidates.empty()) {
    return {{}, nothing_known(state, wants_open ? "open escalation" : "closed escalation")};
  }
  if (candidates.size() > 1) {
    return {{},
            absl::StrCat("The case has several escalations that this may mean: ",
                         list_of(candidates), ". Name one by its id.")};
  }
  return {candidates.front()->escalation_id(), {}};
}

Refusal carry_out(Draft& draft, const Order& order, const Meant& meant, const Command& command) {
  if (meant.refusal) {
    return meant.refusal;
  }
  if (command.actor().empty()) {
    return "Nobody is named who gives the order. Say who you are (actor).";
  }
  const v1::EscalationStatus status = draft.escalation(meant.escalation_id).status();
  if (!is_open(status) && !is_for_closed(order.body)) {
    return absl::StrCat("The escalation is ", piece(status_name(status)),
                        ". Reopen it first if it is not settled after all.");
  }
  return order.carry_out(draft, meant.escalation_id, command);
}

void say_refused(Draft& draft, const Order& order, const std::string& escalation_id,
                 const std::string& reason) {
  Event event = draft.plain();
  event.set_escalation_id(escalation_id);
  if (const v1::Escalation* meant = find_escalation(draft.state(), escalation_id)) {
    event.set_owner_team(meant->team());
  }
  event.mutable_command_refused()->set_command(std::string(order.name));
  event.mutable_command_refused()->set_reason(reason);
  draft.emit(std::move(event));
}

}  // namespace

Events decide_command(const CaseEscalations& state, const Input& input, const Command& command,
                      absl::Time now, const EscalationPolicy& policy) {
  const auto order = std::ranges::find(kOrders, command.body_case(), &Order::body);
  const std::string command_id(input.id);
  if (order == kOrders.end() || std::ranges::binary_search(state.command_ids(), command_id)) {
    return {};
  }
  Draft draft(state, issued_at(command, now), now, policy);
  draft.ordered_by(command_id, command.actor());
  const Meant meant = meant_by(state, command);
  if (const Refusal refusal = carry_out(draft, *order, meant, command)) {
    say_refused(draft, *order,
                meant.escalation_id.empty() ? command.escalation_id() : meant.escalation_id,
                *refusal);
  } else if (command.has_reassign()) {
    escalate_misrouted(draft, input);
  }
  draft.arm_retirement();
  return draft.take();
}

}  // namespace escalon::escalation
