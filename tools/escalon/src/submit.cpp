#include "submit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/intake/v1/intake_service.pb.h"
#include "mesh_client.hpp"

namespace escalon::cli {
namespace {

service::ExitCode print_outcome(const std::string& body) {
  intake::v1::SubmitCommandResponse response;
  if (const Status parsed = events::parse_json(body, response); !parsed) {
    return fail("the mesh is of another version than this program: " + parsed.error().message);
  }
  switch (response.outcome()) {
    case intake::v1::COMMAND_OUTCOME_DONE:
      std::cout << "done";
      break;
    case intake::v1::COMMAND_OUTCOME_REFUSED:
      return fail("refused: " + response.reason());
    default:
      std::cout << "accepted, the outcome is not known yet (command " << response.command_id()
                << ")\n";
      return service::ExitCode::kDone;
  }
  if (!response.case_id().empty()) {
    std::cout << fmt::format("; see it with: escalon case {} --position {}", response.case_id(),
                             response.position());
  }
  std::cout << "\n";
  return service::ExitCode::kDone;
}

}  // namespace

service::ExitCode submit(const std::string& to, const command::v1::Command& command, bool no_wait) {
  MeshClient client(to);
  const std::string path = no_wait ? "/v1/commands?no_wait=true" : "/v1/commands";
  auto answer = client.post(path, events::to_json(command));
  // What looks like an escalation's id may be a case's after all.
  if (!answer && answer.error().kind == Error::Kind::kNotFound &&
      !command.escalation_id().empty()) {
    command::v1::Command for_case = command;
    for_case.set_case_id(command.escalation_id());
    for_case.clear_escalation_id();
    answer = client.post(path, events::to_json(for_case));
  }
  return answer ? print_outcome(*answer) : fail(answer.error());
}

bool looks_like_escalation(const std::string& id) {
  constexpr std::size_t kIdLength = 32;
  return id.size() == kIdLength && std::all_of(id.begin(), id.end(), [](char character) {
           return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
         });
}

std::string default_actor() {
  const char* user = std::getenv("USER");
  return user == nullptr ? std::string("operator") : std::string(user);
}

}  // namespace escalon::cli
