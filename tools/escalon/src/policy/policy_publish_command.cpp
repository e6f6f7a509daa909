#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "escalon/events/codec.hpp"
#include "escalon/policy/v1/policy.pb.h"
#include "mesh_client.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string folder;
  std::string to = "127.0.0.1:8080";
};

service::ExitCode publish(const Asked& asked) {
  const auto given = read_given_policy(asked.folder);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  policy::v1::PolicySnapshot snapshot;
  for (const policy::PolicyFile& file : given->files) {
    auto& sent = *snapshot.add_files();
    sent.set_name(file.name);
    sent.set_content(file.content);
  }
  MeshClient client(asked.to);
  if (const auto answer = client.post("/v1/policies", events::to_json(snapshot)); !answer) {
    return fail(answer.error());
  }
  std::cout << fmt::format("policy {} ({}) is published and decides from now on\n",
                           given->compiled->name, given->compiled->hash);
  return service::ExitCode::kDone;
}

}  // namespace

void add_policy_publish(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "publish", "Let a policy decide in a cluster; `escalon up` takes its policy by --policy");
  command->add_option("DIR", asked->folder, "The policy's folder")->required();
  add_to_option(*command, asked->to);
  add_examples(*command, "  escalon policy publish deploy/policies/default --to intake:8080");
  command->callback([asked, &action] { action = [asked] { return publish(*asked); }; });
}

}  // namespace escalon::cli
