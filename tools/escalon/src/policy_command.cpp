#include <fmt/format.h>

#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/policy/rota_gaps.hpp"
#include "escalon/policy/v1/policy.pb.h"
#include "escalon/service/policy_folder.hpp"
#include "mesh_client.hpp"
#include "policy_argument.hpp"

namespace escalon::cli {
namespace {

struct PolicyOptions {
  std::string folder;
  std::string to = "127.0.0.1:8080";
};

service::ExitCode check(const std::string& folder) {
  const auto files = service::read_policy_folder(folder);
  if (!files) {
    return fail(files.error().message, service::ExitCode::kConfiguration);
  }
  const policy::CheckReport report = policy::check(*files);
  (report.ok ? std::cout : std::cerr) << report.text;
  if (const auto compiled = policy::compile(*files)) {
    std::cout << policy::rota_gaps(**compiled, absl::Now());
  }
  return report.ok ? service::ExitCode::kDone : service::ExitCode::kConfiguration;
}

service::ExitCode publish(const PolicyOptions& options) {
  const auto given = read_given_policy(options.folder);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  policy::v1::PolicySnapshot snapshot;
  for (const policy::PolicyFile& file : given->files) {
    auto& sent = *snapshot.add_files();
    sent.set_name(file.name);
    sent.set_content(file.content);
  }
  MeshClient client(options.to);
  if (const auto answer = client.post("/v1/policies", events::to_json(snapshot)); !answer) {
    return fail(answer.error());
  }
  std::cout << fmt::format("policy {} ({}) is published and decides from now on\n",
                           given->compiled->name, given->compiled->hash);
  return service::ExitCode::kDone;
}

void add_folder(CLI::App& command, const std::shared_ptr<PolicyOptions>& options) {
  command.add_option("DIR", options->folder, "The policy's folder")->required();
}

}  // namespace

void add_policy(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("policy", "Work with policies");
  command->require_subcommand(1);
  const auto options = std::make_shared<PolicyOptions>();
  CLI::App* checking = command->add_subcommand(
      "check", "Check a folder of policy files; exit status 78 if it is wrong");
  add_folder(*checking, options);
  add_examples(*checking, "  escalon policy check deploy/policies/default");
  checking->callback([options, &action] { action = [options] { return check(options->folder); }; });

  CLI::App* publishing = command->add_subcommand(
      "publish", "Let a policy decide in a cluster; `escalon up` takes its policy by --policy");
  add_folder(*publishing, options);
  add_to_option(*publishing, options->to);
  add_examples(*publishing, "  escalon policy publish deploy/policies/default --to intake:8080");
  publishing->callback([options, &action] { action = [options] { return publish(*options); }; });
}

}  // namespace escalon::cli
