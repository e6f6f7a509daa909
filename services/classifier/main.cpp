#include "escalon/classifier/classifier_stage.hpp"
#include "escalon/service_host/service_program.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "classifier";
  program.about = "Tells new events from repeated ones and classifies them.";
  program.http_port = 8084;
  program.stages = {{&classifier::classifier_stage()}};
  return service_host::run_service(argc, argv, std::move(program));
}
