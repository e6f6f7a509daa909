#include "escalon/service_host/service_program.hpp"
#include "program/intake_part.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "intake";
  program.about =
      "Takes contact events, commands and policies by HTTP and gRPC, and makes them "
      "durable in Kafka.";
  program.http_port = 8080;
  program.topics = {{intake::kContactEvents, true},
                    {intake::kCommands, true},
                    {"escalation", false},
                    {"team", false}};
  program.outside = {{intake::kIngress}};
  program.settings = {
      {"grpc.port", "--grpc-port", "N", "gRPC port on loopback, 0 = any (default: 8081)"},
      {"policy", "--policy", "DIR",
       "Folder of a policy that is published if it never was (default: none)"}};
  program.part = std::make_unique<intake::IntakePart>();
  return service_host::run_service(argc, argv, std::move(program));
}
