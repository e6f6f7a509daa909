#include "escalon/routing/routing_stages.hpp"
#include "escalon/service_host/service_program.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "routing";
  program.about = "Escalates cases by the matrix and its ladders, and offers them to people.";
  program.http_port = 8086;
  program.stages = {{&routing::escalation_stage(), &routing::team_stage()}};
  return service_host::run_service(argc, argv, std::move(program));
}
