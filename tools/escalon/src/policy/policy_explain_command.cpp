#include <iostream>
#include <memory>

#include "case_explanation.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string case_id;
  std::string tenant = "default";
  std::string events;
  std::string policy;
};

service::ExitCode explain(const Asked& asked) {
  const auto given = read_given_policy(asked.policy);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  CaseExplanation explanation(given->compiled, make_key(asked.tenant, asked.case_id));
  if (const Status read = explanation.read(asked.events); !read) {
    return fail(read.error());
  }
  std::cout << explanation.text();
  return service::ExitCode::kDone;
}

}  // namespace

void add_policy_explain(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "explain", "Say which rules decided for a case of an events file, and why others did not");
  command->add_option("CASE", asked->case_id, "The case's id")->required();
  command->add_option("--events", asked->events, "Events file; - is standard input")->required();
  command->add_option("--policy", asked->policy, "The policy's folder")->required();
  add_tenant_option(*command, asked->tenant);
  add_examples(
      *command,
      "  escalon policy explain c1 --events events.jsonl --policy deploy/policies/default");
  command->callback([asked, &action] { action = [asked] { return explain(*asked); }; });
}

}  // namespace escalon::cli
