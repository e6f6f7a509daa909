#include <iostream>

#include "escalon/policy/schema.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {

void add_policy_schema(CLI::App& family, Action& action) {
  CLI::App* command = family.add_subcommand(
      "schema", "Print a JSON Schema of policy files, with which editors complete and check them");
  add_examples(*command, "  escalon policy schema > policy.schema.json");
  command->callback([&action] {
    action = [] {
      std::cout << policy::schema();
      return service::ExitCode::kDone;
    };
  });
}

}  // namespace escalon::cli
