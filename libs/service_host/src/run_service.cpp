#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <map>

#include "escalon/service/shutdown.hpp"
#include "escalon/service/version.hpp"
#include "escalon/service_host/service_program.hpp"
#include "host_settings.hpp"
#include "service_host.hpp"

namespace escalon::service_host {
namespace {

using service::ExitCode;

struct CommandLine {
  std::string config;
  std::map<std::string, std::string> flags;  // settings by path
  std::vector<std::string> set;              // as PATH=VALUE
  bool check_config = false;
  bool print_config = false;
};

std::string footer(const ServiceProgram& program) {
  std::string text = "Settings: a flag beats its variable, which beats the file.\n";
  for (const SettingHelp& setting : settings_of(program)) {
    if (setting.flag.empty()) {
      text += fmt::format("  {:<28} {}\n", setting.path, setting.says);
    }
  }
  text += fmt::format(
      "\nThe file is YAML, `http: {{port: 9000}}` or `http.port: 9000`; the variable of http.port "
      "is\nESCALON_HTTP_PORT. /livez, /readyz and /metrics tell how it is.\n\n"
      "Examples:\n"
      "  escalon-{0} --brokers kafka-1:9092,kafka-2:9092 --instance {0}-0\n"
      "  escalon-{0} --config {0}.yaml --check-config\n\n"
      "Exit status:\n"
      "  0   stopped in order\n"
      "  1   something did not work; the message says why\n"
      "  64  the command line is not understood\n"
      "  69  Kafka, a file or a disk that is needed cannot be reached\n"
      "  71  a port is in use\n"
      "  75  another process works on the data directory\n"
      "  78  a setting, a topic or the policy is wrong",
      program.name);
  return text;
}

void add_options(CLI::App& app, const ServiceProgram& program, CommandLine& line) {
  app.set_version_flag("--version", fmt::format("escalon-{} {}", program.name, service::version()));
  app.add_option("--config", line.config, "YAML file of settings")->type_name("FILE");
  app.add_flag("--check-config", line.check_config, "Check the settings and do nothing else");
  app.add_flag("--print-config", line.print_config,
               "Print the settings, without secrets, and do nothing else");
  app.add_option("--set", line.set, "Any setting, as kafka.prefix=test. (may be repeated)")
      ->type_name("PATH=VALUE");
  for (const SettingHelp& setting : settings_of(program)) {
    if (!setting.flag.empty()) {
      app.add_option_function<std::string>(
             setting.flag,
             [&line, path = setting.path](const std::string& value) { line.flags[path] = value; },
             setting.says + " [" + setting.path + "]")
          ->type_name(setting.type);
    }
  }
  app.footer(footer(program));
}

ExitCode fail(const ServiceProgram& program, const std::string& message, ExitCode code) {
  std::cerr << "escalon-" << program.name << ": " << message << "\n";
  return code;
}

Status take_set(CommandLine& line) {
  for (const std::string& text : line.set) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      return invalid("--set " + text + ": give PATH=VALUE");
    }
    line.flags[text.substr(0, equals)] = text.substr(equals + 1);
  }
  return {};
}

ExitCode serve(ServiceProgram program, HostSettings settings, service::ShutdownSignal& shutdown) {
  const std::string name = program.name;
  ServiceHost host(std::move(program), std::move(settings),
                   [&shutdown] { return shutdown.wait(absl::ZeroDuration()); });
  if (auto started = host.start(); !started) {
    service::log_error(started.error().message, {{"service", name}});
    return started.error().code;
  }
  service::log_info("serves", {{"service", name},
                               {"version", std::string(service::version())},
                               {"http", fmt::format("127.0.0.1:{}", host.http_port())}});
  std::ignore = shutdown.wait();
  service::log_info("stops", {{"service", name}});
  host.stop();
  service::log_info("stopped", {{"service", name}});
  return ExitCode::kDone;
}

ExitCode run(ServiceProgram program, CommandLine line, service::ShutdownSignal& shutdown) {
  if (const Status taken = take_set(line); !taken) {
    return fail(program, taken.error().message, ExitCode::kUsage);
  }
  auto settings =
      service::Settings::load(line.config, service::process_environment(), std::move(line.flags));
  if (!settings) {
    return fail(program, settings.error().message, ExitCode::kConfiguration);
  }
  auto host = read_host_settings(*settings, program);
  if (!host) {
    return fail(program, host.error().message, ExitCode::kConfiguration);
  }
  if (line.print_config) {
    std::cout << settings->print();
    return ExitCode::kDone;
  }
  if (const Status logging = service::start_logging(host->log); !logging) {
    return fail(program, logging.error().message, ExitCode::kConfiguration);
  }
  if (line.check_config) {
    std::cout << "the settings are right\n";
    return ExitCode::kDone;
  }
  return serve(std::move(program), std::move(host).value(), shutdown);
}

}  // namespace

int run_service(int argc, char** argv, ServiceProgram program) {
  service::ShutdownSignal shutdown;
  CLI::App app(program.about, "escalon-" + program.name);
  CommandLine line;
  add_options(app, program, line);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : service::to_int(ExitCode::kUsage);
  }
  return service::to_int(run(std::move(program), std::move(line), shutdown));
}

}  // namespace escalon::service_host
