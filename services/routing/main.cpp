#include "escalon/routing/routing_stages.hpp"
#include "escalon/service_host/service_program.hpp"
#include "program/publication_part.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "routing";
  program.about =
      "Escalates cases by the matrix and its ladders, offers them to people, and publishes what "
      "happens.";
  program.http_port = 8086;
  program.stages = {{&routing::escalation_stage(), &routing::team_stage()}};
  program.outside = {{routing::kAllEscalations},
                     {routing::kPublished, true, routing::kPublication}};
  program.settings = {
      {"publish.team_partitions", "", "N", "Of each team's public topic (default: 1)"},
      {"publish.personal_text", "", "BOOL",
       "Customers' words go to public topics too, not [redacted] (default: false)"}};
  program.part = std::make_unique<routing::PublicationPart>();
  return service_host::run_service(argc, argv, std::move(program));
}
