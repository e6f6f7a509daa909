#include <iostream>
#include <memory>

#include "escalon/policy/diff.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string before;
  std::string after;
};

service::ExitCode diff(const Asked& asked) {
  const auto before = read_given_policy(asked.before);
  const auto after = read_given_policy(asked.after);
  if (!before || !after) {
    return service::ExitCode::kConfiguration;
  }
  const auto sentences = policy::differences(before->files, after->files);
  for (const std::string& sentence : sentences) {
    std::cout << sentence << "\n";
  }
  return sentences.empty() ? service::ExitCode::kDone : service::ExitCode::kFailed;
}

}  // namespace

void add_policy_diff(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "diff", "Say what a policy has otherwise than another; exit status 1 if anything");
  command->add_option("BEFORE", asked->before, "The folder of the policy as it was")->required();
  command->add_option("AFTER", asked->after, "The folder of the policy as it is to be")->required();
  add_examples(*command, "  escalon policy diff deploy/policies/default my-policy");
  command->callback([asked, &action] { action = [asked] { return diff(*asked); }; });
}

}  // namespace escalon::cli
