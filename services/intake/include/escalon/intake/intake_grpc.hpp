#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace escalon::intake {

class CommandDesk;
class Intake;

/// IntakeService over the same two; register it with a server. References outlive it.
[[nodiscard]] std::unique_ptr<grpc::Service> make_intake_service(Intake& intake, CommandDesk& desk);

}  // namespace escalon::intake
