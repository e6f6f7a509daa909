#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "case_explanation.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/policy_text.hpp"
#include "mesh_client.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string case_id;
  std::string tenant = "default";
  std::string events;
  std::string policy;
  std::string to = "127.0.0.1:8080";
  bool json = false;
};

service::ExitCode explain_live(const Asked& asked) {
  MeshClient client(asked.to);
  const auto body = client.get(fmt::format("/v1/explain/{}?tenant={}", encode_part(asked.case_id),
                                           encode_part(asked.tenant)));
  if (!body) {
    return fail(body.error());
  }
  if (asked.json) {
    std::cout << *body;
    return service::ExitCode::kDone;
  }
  insight::v1::ExplainCaseResponse explained;
  if (const Status parsed = events::parse_json(*body, explained); !parsed) {
    return fail("the mesh is of another version than this program: " + parsed.error().message);
  }
  std::cout << insight::render_explanation(explained);
  return service::ExitCode::kDone;
}

service::ExitCode explain_recorded(const Asked& asked) {
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
      "explain", "Say which rules decided for a case, and why the others did not");
  command->add_option("CASE", asked->case_id, "The case's id")->required();
  CLI::Option* events = command->add_option(
      "--events", asked->events,
      "A case of this events file, told to --policy; - is standard input. Without it the case is "
      "one of a running mesh, with the policies that were in force");
  CLI::Option* policy = command->add_option("--policy", asked->policy, "The policy's folder");
  events->needs(policy);
  policy->needs(events);
  command->add_flag("--json", asked->json, "Print it as JSON; of a running mesh")->excludes(events);
  add_tenant_option(*command, asked->tenant);
  add_reading_to_option(*command, asked->to);
  add_examples(
      *command,
      "  escalon policy explain c1\n  escalon policy explain c1 --events events.jsonl --policy "
      "deploy/policies/default");
  command->callback([asked, &action] {
    action = [asked] {
      return asked->events.empty() ? explain_live(*asked) : explain_recorded(*asked);
    };
  });
}

}  // namespace escalon::cli
