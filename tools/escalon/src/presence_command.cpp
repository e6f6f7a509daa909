#include <memory>

#include "command.hpp"
#include "submit.hpp"

namespace escalon::cli {
namespace {

struct PresenceOptions {
  std::string to = "127.0.0.1:8080";
  std::string tenant = "default";
  std::string person;
  std::string team;
  std::string presence;
  int capacity = 0;
  bool no_wait = false;
};

service::ExitCode set_presence(const PresenceOptions& options) {
  command::v1::Command command;
  command.set_tenant(options.tenant);
  command.set_actor(default_actor());
  auto& presence = *command.mutable_set_presence();
  presence.set_person(options.person);
  presence.set_team(options.team);
  presence.set_presence(options.presence);
  presence.set_capacity(options.capacity);
  return submit(options.to, command, options.no_wait);
}

}  // namespace

void add_presence(CLI::App& app, Action& action) {
  const auto options = std::make_shared<PresenceOptions>();
  CLI::App* command =
      app.add_subcommand("presence", "Say that a person comes, goes or changes capacity");
  command->add_option("PERSON", options->person, "The person")->required();
  command->add_option("PRESENCE", options->presence, "present, away or offline")->required();
  command->add_option("--team", options->team, "The person's home team")->required();
  command->add_option("--capacity", options->capacity,
                      "Escalations at once; 0 = the policy's default");
  command->add_flag("--no-wait", options->no_wait, "Do not wait for the outcome");
  add_tenant_option(*command, options->tenant);
  add_to_option(*command, options->to);
  add_examples(*command,
               "  escalon presence mia present --team support_l2\n  escalon presence mia away "
               "--team support_l2");
  command->callback([options, &action] { action = [options] { return set_presence(*options); }; });
}

}  // namespace escalon::cli
