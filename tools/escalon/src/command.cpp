#include "command.hpp"

#include <iostream>

namespace escalon::cli {

service::ExitCode fail(const std::string& message, service::ExitCode code) {
  std::cerr << "escalon: " << message << "\n";
  return code;
}

void add_to_option(CLI::App& command, std::string& to) {
  command.add_option("--to", to, "Address of the mesh")
      ->type_name("HOST:PORT")
      ->envname("ESCALON_TO")
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
