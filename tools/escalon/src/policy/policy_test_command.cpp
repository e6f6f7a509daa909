#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "escalon/policy/story_test.hpp"
#include "escalon/policy_test/run.hpp"
#include "escalon/service/policy_folder.hpp"
#include "policy_argument.hpp"
#include "policy_commands.hpp"

namespace escalon::cli {
namespace {

struct Asked {
  std::string folder;
  std::string tests;
};

int print(const policy_test::Outcome& outcome) {
  if (outcome.failures.empty()) {
    std::cout << "ok    " << outcome.name << "\n";
    return 0;
  }
  std::cout << "FAIL  " << outcome.name << "\n";
  for (const std::string& failure : outcome.failures) {
    std::cout << "  " << failure << "\n";
  }
  return 1;
}

service::ExitCode test(const Asked& asked) {
  const auto given = read_given_policy(asked.folder);
  if (!given) {
    return service::ExitCode::kConfiguration;
  }
  std::filesystem::path folder = asked.tests;
  if (folder.empty()) {
    folder = std::filesystem::path(asked.folder) / "tests";
  }
  const auto files = service::read_policy_folder(folder);
  if (!files) {
    return fail(
        files.error().message + "\n    write tests into it; see docs/guides/test-a-policy.md",
        service::ExitCode::kConfiguration);
  }
  const auto tests = policy::read_story_tests(*files);
  if (!tests) {
    std::cerr << policy::text(tests.error());
    return service::ExitCode::kConfiguration;
  }
  int failed = 0;
  for (const policy_test::Outcome& outcome : policy_test::run(given->compiled, *tests)) {
    failed += print(outcome);
  }
  std::cout << fmt::format("{} passed, {} failed\n", static_cast<int>(tests->size()) - failed,
                           failed);
  return failed == 0 ? service::ExitCode::kDone : service::ExitCode::kFailed;
}

}  // namespace

void add_policy_test(CLI::App& family, Action& action) {
  const auto asked = std::make_shared<Asked>();
  CLI::App* command = family.add_subcommand(
      "test", "Run the tests of a policy in virtual time; exit status 1 if one fails");
  command->add_option("DIR", asked->folder, "The policy's folder")->required();
  command->add_option("--tests", asked->tests, "Folder of the tests; default: DIR/tests");
  add_examples(*command, "  escalon policy test deploy/policies/default");
  command->callback([asked, &action] { action = [asked] { return test(*asked); }; });
}

}  // namespace escalon::cli
