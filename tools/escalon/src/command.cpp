#include "command.hpp"

#include <cstdlib>
#include <iostream>

namespace escalon::cli {

service::ExitCode fail(const std::string& message, service::ExitCode code) {
  std::cerr << "escalon: " << message << "\n";
  return code;
}

service::ExitCode fail(const Error& error) {
  return fail(error.message, error.kind == Error::Kind::kUnavailable
                                 ? service::ExitCode::kUnavailable
                                 : service::ExitCode::kFailed);
}

void add_footer(CLI::App& app) {
  app.footer(
      "`escalon COMMAND --help` tells more. Begin with: escalon up\n\n"
      "Exit status:\n"
      "  0   done\n"
      "  1   refused, or something did not work; the message says why\n"
      "  64  the command line is not understood\n"
      "  69  a mesh, a file or a disk that is needed cannot be reached\n"
      "  71  a port is in use\n"
      "  75  another process works on the data directory\n"
      "  76  the data directory was written by a newer version\n"
      "  78  a setting or the policy is wrong");
}

void add_to_option(CLI::App& command, std::string& to) {
  command.add_option("--to", to, "Address of the mesh")
      ->type_name("HOST:PORT")
      ->envname("ESCALON_TO")
      ->capture_default_str();
}

// In a cluster another service answers questions than takes orders.
void add_reading_to_option(CLI::App& command, std::string& to) {
  command.add_option("--to", to, "Address of the mesh; of insight in a cluster")
      ->type_name("HOST:PORT")
      ->envname(std::getenv("ESCALON_INSIGHT") == nullptr ? "ESCALON_TO" : "ESCALON_INSIGHT")
      ->capture_default_str();
}

void add_tenant_option(CLI::App& command, std::string& tenant) {
  command.add_option("--tenant", tenant, "Whose case it is")
      ->type_name("NAME")
      ->capture_default_str();
}

void add_examples(CLI::App& command, const std::string& examples) {
  command.footer("Examples:\n" + examples);
}

}  // namespace escalon::cli
