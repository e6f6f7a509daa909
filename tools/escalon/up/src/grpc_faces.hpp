#pragma once

#include <cstdint>
#include <memory>

#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/wallboard.hpp"
#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/up/mesh_options.hpp"

namespace escalon::up {

/// The gRPC services of the mesh on loopback, or nothing in a build without gRPC.
class GrpcFaces {
 public:
  virtual ~GrpcFaces() = default;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
  /// Ends all calls.
  virtual void stop() = 0;
};

/// Serves IntakeService and InsightService with health checking. kPortInUse where the port is
/// taken. References outlive the faces.
[[nodiscard]] Result<std::unique_ptr<GrpcFaces>, StartError> start_grpc_faces(
    std::uint16_t port, intake::Intake& intake, intake::CommandDesk& desk,
    const insight::ReadModel& model, const insight::Wallboard& wallboard,
    insight::PolicyAnswers& answers);

}  // namespace escalon::up
