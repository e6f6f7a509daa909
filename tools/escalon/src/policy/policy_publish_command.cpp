#include <fmt/format.h>

#include <cstdint>
#include <iostream>
#include <memory>

#include "escalon/events/codec.hpp"
#include "escalon/insight/policy_text.hpp"
#include "escalon/policy/v1/policy.pb.h"
#include "mesh_client.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string folder;
  std::string to = "127.0.0.1:8080";
  std::string insight;
  std::int32_t examples = 3;
  std::int64_t cases_max = 1'000'000;
  bool dry_run = false;
  bool json = false;
};

policy::v1::PolicySnapshot snapshot_of(const policy::PolicyFiles& files) {
  policy::v1::PolicySnapshot snapshot;
  for (const policy::PolicyFile& file : files) {
    auto& sent = *snapshot.add_files();
    sent.set_name(file.name);
    sent.set_content(file.content);
  }
  return snapshot;
}

// Whose clocks the policy would change, as JSON.
Result<std::string> preview(const Asked& asked, const policy::v1::PolicySnapshot& snapshot) {
  insight::v1::PreviewPolicyRequest request;
  *request.mutable_policy() = snapshot;
  request.set_examples(asked.examples);
  request.set_cases_max(asked.cases_max);
  return MeshClient(asked.insight.empty() ? asked.to : asked.insight)
      .post("/v1/preview", events::to_json(request));
}

Status print_preview(const Asked& asked, const std::string& body) {
  if (asked.json) {
    std::cout << body;
    return {};
  }
  insight::v1::PreviewPolicyResponse response;
  if (const Status parsed = events::parse_json(body, response); !parsed) {
    return invalid("the mesh is of another version than this program: " + parsed.error().message);
  }
  std::cout << insight::render_preview(response);
  return {};
}

service::ExitCode look(const Asked& asked, const policy::v1::PolicySnapshot& snapshot) {
  const auto body = preview(asked, snapshot);
  if (!body) {
    return fail(body.error());
  }
  const Status printed = print_preview(asked, *body);
  return printed ? service::ExitCode::kDone : fail(printed.error());
}

// A policy may be needed the more when nobody can say whom it concerns.
void look_before_publishing(const Asked& asked, const policy::v1::PolicySnapshot& snapshot) {
  const auto body = preview(asked, snapshot);
  const Status printed = body ? print_preview(asked, *body) : Status(body.error());
  if (!printed) {
    std::cerr << fmt::format(
        "escalon: whose clocks it changes is not known: {}; in a cluster name insight's address "
        "with --insight HOST:PORT\n",
        printed.error().message);
  }
}

service::ExitCode publish(const Asked& asked) {
  const auto given = read_given_policy(asked.folder);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  const policy::v1::PolicySnapshot snapshot = snapshot_of(given->files);
  if (asked.dry_run) {
    return look(asked, snapshot);
  }
  look_before_publishing(asked, snapshot);
  MeshClient client(asked.to);
  if (const auto answer = client.post("/v1/policies", events::to_json(snapshot)); !answer) {
    return fail(answer.error());
  }
  (asked.json ? std::cerr : std::cout)
      << fmt::format("policy {} ({}) is published and decides from now on\n", given->compiled->name,
                     given->compiled->hash);
  return service::ExitCode::kDone;
}

}  // namespace

void add_policy_publish(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "publish", "Say whose clocks a policy changes, and let it decide in a running mesh");
  command->add_option("DIR", asked->folder, "The policy's folder")->required();
  command->add_flag("--dry-run", asked->dry_run, "Only say it: nothing is published or recorded");
  command->add_flag("--json", asked->json, "Print it as JSON");
  command->add_option("--examples", asked->examples, "How many cases are shown of each clock")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_option("--cases-max", asked->cases_max, "How many open cases are looked at")
      ->type_name("N")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000'000}))
      ->capture_default_str();
  command
      ->add_option("--insight", asked->insight,
                   "Address of insight in a cluster; without it --to answers for it")
      ->type_name("HOST:PORT")
      ->envname("ESCALON_INSIGHT");
  add_to_option(*command, asked->to);
  add_examples(*command,
               "  escalon policy publish my-policy --dry-run\n  escalon policy publish my-policy "
               "--to intake:8080 --insight insight:8080");
  command->callback([asked, &action] { action = [asked] { return publish(*asked); }; });
}

}  // namespace escalon::cli
