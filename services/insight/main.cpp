#include "escalon/service_host/service_program.hpp"
#include "program/insight_part.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "insight";
  program.about =
      "Folds all journals into a read model, and answers questions about cases by HTTP "
      "and gRPC.";
  program.http_port = 8082;
  for (const std::string& journal : insight::folded_journals()) {
    program.topics.push_back({journal, false});
  }
  program.settings = {
      {"grpc.port", "--grpc-port", "N", "gRPC port on loopback, 0 = any (default: 8083)"},
      {"data", "--data", "DIR",
       "Where the read model is kept; it may be lost (default: .escalon/insight)"}};
  program.part = std::make_unique<insight::InsightPart>();
  return service_host::run_service(argc, argv, std::move(program));
}
