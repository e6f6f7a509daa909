#include <iostream>
#include <memory>

#include "command.hpp"
#include "escalon/import/run_import.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

service::ExitCode import_file(importing::ImportOptions options) {
  ProgressBar bar("importing");
  options.progress = [&bar](double share) { bar.show(share); };
  // The report must not mix with events on standard output.
  std::ostream& report = options.out == "-" ? std::cerr : std::cout;
  const int failed = importing::run_import(options, report);
  return failed == 0 ? service::ExitCode::kDone : service::ExitCode::kFailed;
}

}  // namespace

void add_import(CLI::App& app, Action& action) {
  const auto options = std::make_shared<importing::ImportOptions>();
  CLI::App* command =
      app.add_subcommand("import", "Turn a log of another system into an events file");
  command->add_option("INPUT", options->input, "CSV or JSON, also gzipped; - is standard input")
      ->required();
  command->add_option("--mapping", options->mapping, "How its rows become events (YAML)")
      ->required();
  command
      ->add_option("--out", options->out,
                   "Events file: .jsonl or .binpb, also with .gz; - is standard output")
      ->capture_default_str();
  command->add_option("--rejects", options->rejects,
                      "Write rows that could not be mapped to this CSV file");
  add_examples(
      *command,
      "  escalon import --mapping deploy/mappings/uci.yaml incidents.csv.gz --out uci.binpb.gz\n"
      "  escalon import --mapping deploy/mappings/boston311.yaml cases.csv | escalon publish -");
  command->callback([options, &action] { action = [options] { return import_file(*options); }; });
}

}  // namespace escalon::cli
