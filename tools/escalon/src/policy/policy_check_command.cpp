#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "check_report_json.hpp"
#include "escalon/service/policy_folder.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string folder;
  std::string report = "text";
  bool strict = false;
};

service::ExitCode check(const Asked& asked) {
  const auto files = service::read_policy_folder(asked.folder);
  if (!files) {
    return fail(files.error().message, service::ExitCode::kConfiguration);
  }
  const policy::CheckReport report = policy::check(*files, absl::Now());
  const bool good = report.ok && (!asked.strict || report.count(policy::Severity::kWarning) == 0);
  if (asked.report == "json") {
    std::cout << to_json(report);
  } else {
    (report.ok ? std::cout : std::cerr) << report.text;
  }
  return good ? service::ExitCode::kDone : service::ExitCode::kConfiguration;
}

}  // namespace

void add_policy_check(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "check", "Check a folder of policy files; exit status 78 if it is wrong");
  command->add_option("DIR", asked->folder, "The policy's folder")->required();
  command->add_flag("--strict", asked->strict, "Exit with 78 where there are warnings, too");
  command->add_option("--report", asked->report, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  add_examples(
      *command,
      "  escalon policy check deploy/policies/default\n"
      "  escalon policy check my-policy --strict --report json | jq '.findings[].message'");
  command->callback([asked, &action] { action = [asked] { return check(*asked); }; });
}

}  // namespace escalon::cli
