#include "escalon/intake/command_desk.hpp"

#include <utility>

#include "escalon/intake/command_outcomes.hpp"
#include "escalon/intake/intake.hpp"

namespace escalon::intake {
namespace {

v1::SubmitCommandResponse pending(const AcceptedCommand& accepted) {
  v1::SubmitCommandResponse response;
  response.set_command_id(accepted.command_id);
  response.set_outcome(v1::COMMAND_OUTCOME_PENDING);
  return response;
}

v1::SubmitCommandResponse concluded(const AcceptedCommand& accepted,
                                    const CommandOutcome& outcome) {
  v1::SubmitCommandResponse response;
  response.set_command_id(accepted.command_id);
  response.set_outcome(outcome.done ? v1::COMMAND_OUTCOME_DONE : v1::COMMAND_OUTCOME_REFUSED);
  response.set_reason(outcome.reason);
  response.set_case_id(outcome.case_id);
  response.set_escalation_id(outcome.escalation_id);
  response.set_position(outcome.position);
  return response;
}

}  // namespace

CommandDesk::CommandDesk(Intake& intake, CommandOutcomes& outcomes, absl::Duration longest_wait)
    : intake_(intake), outcomes_(outcomes), longest_wait_(longest_wait) {}

void CommandDesk::submit(v1::SubmitCommandRequest request, Answer answer,
                         std::string_view traceparent) {
  command::v1::Command& command = *request.mutable_command();
  if (const Status found = find_case(command); !found) {
    answer(found.error());
    return;
  }
  const bool wait = !request.no_wait();
  const auto accept = [this, wait,
                       answer = std::move(answer)](const Result<AcceptedCommand>& accepted) {
    if (!accepted) {
      answer(accepted.error());
    } else if (!wait) {
      answer(pending(*accepted));
    } else {
      outcomes_.await(accepted->tenant, accepted->command_id, longest_wait_,
                      [accepted = *accepted, answer](const std::optional<CommandOutcome>& outcome) {
                        answer(outcome ? concluded(accepted, *outcome) : pending(accepted));
                      });
    }
  };
  intake_.submit(std::move(command), accept, traceparent);
}

Status CommandDesk::find_case(command::v1::Command& command) const {
  if (command.has_set_presence() || !command.case_id().empty() || command.escalation_id().empty()) {
    return {};
  }
  const std::string tenant = command.tenant().empty() ? "default" : command.tenant();
  const auto key = outcomes_.case_of(tenant, command.escalation_id());
  if (!key) {
    return Error{Error::Kind::kNotFound, "escalation_id '" + command.escalation_id() +
                                             "' of tenant '" + tenant +
                                             "' is not known; check it, or give the case_id"};
  }
  command.set_case_id(split_key(*key).name);
  return {};
}

}  // namespace escalon::intake
