#include <chrono>

#include "escalon/service_host/service_program.hpp"
#include "escalon/sla_timer/sla_stage.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "sla-timer";
  program.about = "Runs the SLA clocks of all cases.";
  program.http_port = 8085;
  program.gather = std::chrono::milliseconds(10);  // a gate waits for what was said before it
  program.linger = std::chrono::milliseconds(0);   // a clock's firing goes out at once
  program.stages = {{&sla_timer::sla_stage()}};
  return service_host::run_service(argc, argv, std::move(program));
}
