#include "escalon/notification/notification_stage.hpp"
#include "escalon/service_host/service_program.hpp"
#include "program/notification_part.hpp"

int main(int argc, char** argv) {
  using namespace escalon;
  service_host::ServiceProgram program;
  program.name = "notification";
  program.about = "Decides whom to tell, how and when, and tells them.";
  program.http_port = 8087;
  program.stages = {{&notification::notification_stage()}};
  program.settings = {{"data", "--data", "DIR",
                       "Files of file channels are below it (default: .escalon/notification)"}};
  program.part = std::make_unique<notification::NotificationPart>();
  return service_host::run_service(argc, argv, std::move(program));
}
