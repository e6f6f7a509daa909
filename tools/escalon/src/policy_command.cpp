#include "command.hpp"
#include "policy/policy_commands.hpp"

namespace escalon::cli {

void add_policy(CLI::App& app, Action& action) {
  CLI::App* family = app.add_subcommand("policy", "Work with policies");
  family->require_subcommand(1);
  add_policy_check(*family, action);
  add_policy_test(*family, action);
  add_policy_explain(*family, action);
  add_policy_diff(*family, action);
  add_policy_schema(*family, action);
  add_policy_publish(*family, action);
}

}  // namespace escalon::cli
