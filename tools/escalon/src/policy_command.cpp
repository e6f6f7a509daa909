#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "command.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/policy/rota_gaps.hpp"
#include "escalon/service/policy_folder.hpp"

namespace escalon::cli {
namespace {

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

}  // namespace

void add_policy(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand("policy", "Work with policies");
  command->require_subcommand(1);
  const auto folder = std::make_shared<std::string>();
  CLI::App* checking = command->add_subcommand(
      "check", "Check a folder of policy files; exit status 78 if it is wrong");
  checking->add_option("DIR", *folder, "The policy's folder")->required();
  add_examples(*checking, "  escalon policy check deploy/policies/default");
  checking->callback([folder, &action] { action = [folder] { return check(*folder); }; });
}

}  // namespace escalon::cli
