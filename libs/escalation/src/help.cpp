#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "escalon/base/suggest.hpp"
#include "orders.hpp"
#include "story.hpp"

namespace escalon::escalation {
namespace {

using command::v1::Command;

constexpr std::array<std::string_view, 4> kModes{"monitor", "whisper", "barge", "take_over"};
constexpr std::string_view kTakeOver = "take_over";

std::string clipped(const std::string& text) {
  return std::string(clip(text, kStoryTextBytesMax));
}

Refusal refuse_assist(const Draft& draft, const Command& command) {
  const std::string& mode = command.assist().mode();
  const std::string& agent = draft.state().story().agent();
  if (std::ranges::find(kModes, std::string_view(mode)) == kModes.end()) {
    return absl::StrCat("There is no way to assist '", mode, "'", did_you_mean(mode, kModes),
                        ". Give monitor, whisper, barge or take_over.");
  }
  if (agent.empty()) {
    return "No agent has the contact, so there is nobody to assist. Accept the escalation instead.";
  }
  if (agent == command.actor()) {
    return "You have the contact yourself. There is nothing to do.";
  }
  return std::nullopt;
}

Refusal refuse_helper(const v1::Escalation& escalation, const std::string& team,
                      const EscalationPolicy& policy) {
  if (team.empty()) {
    return "No team is named. Name the team that is to help.";
  }
  if (Refusal unknown = refuse_unknown_team(team, policy)) {
    return unknown;
  }
  if (team == escalation.team()) {
    return absl::StrCat(team, " owns it. Name another team, or reassign it.");
  }
  if (std::ranges::binary_search(escalation.helping_teams(), team)) {
    return absl::StrCat(team, " helps already. There is nothing to do.");
  }
  return std::nullopt;
}

}  // namespace

Refusal assist(Draft& draft, const std::string& id, const Command& command) {
  if (Refusal refusal = refuse_assist(draft, command)) {
    return refusal;
  }
  const v1::Escalation& escalation = draft.escalation(id);
  const bool is_owner = escalation.status() == v1::ESCALATION_STATUS_ACCEPTED &&
                        escalation.person() == command.actor();
  const bool moves_ownership = command.assist().mode() == kTakeOver && !is_owner;
  if (moves_ownership && is_held_by_other(escalation, command.actor())) {
    return held_by_other(escalation);
  }
  Event event = draft.about(id);
  v1::AssistRequested& requested = *event.mutable_assist_requested();
  requested.set_mode(command.assist().mode());
  requested.set_person(command.actor());
  requested.set_agent(draft.state().story().agent());
  requested.set_reason(clipped(command.assist().reason()));
  requested.set_channel(draft.state().story().channel());
  draft.emit(std::move(event));
  return moves_ownership ? accept(draft, id, command) : std::nullopt;
}

Refusal ask_help(Draft& draft, const std::string& id, const Command& command) {
  const command::v1::AskHelp& order = command.ask_help();
  if (Refusal refusal = refuse_helper(draft.escalation(id), order.team(), draft.policy())) {
    return refusal;
  }
  Event event = draft.about(id);
  event.mutable_help_asked()->set_team(order.team());
  event.mutable_help_asked()->set_reason(clipped(order.reason()));
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal end_help(Draft& draft, const std::string& id, const Command& command) {
  const command::v1::EndHelp& order = command.end_help();
  const auto& helping = draft.escalation(id).helping_teams();
  if (!std::ranges::binary_search(helping, order.team())) {
    return absl::StrCat("The team '", order.team(), "' does not help. ",
                        helping.empty()
                            ? "No team does."
                            : absl::StrCat("Teams that do: ", absl::StrJoin(helping, ", "), "."));
  }
  Event event = draft.about(id);
  event.mutable_help_ended()->set_team(order.team());
  event.mutable_help_ended()->set_reason(clipped(order.reason()));
  draft.emit(std::move(event));
  return std::nullopt;
}

Refusal add_note(Draft& draft, const std::string& id, const Command& command) {
  if (command.add_note().text().empty()) {
    return "The note is empty. Say what the matter is and what was tried.";
  }
  Event event = draft.about(id);
  event.mutable_note_added()->set_text(
      std::string(clip(command.add_note().text(), 4 * kStoryTextBytesMax)));
  draft.emit(std::move(event));
  return std::nullopt;
}

}  // namespace escalon::escalation
