#include "grpc_faces.hpp"

namespace escalon::up {

Result<std::unique_ptr<GrpcFaces>, StartError> start_grpc_faces(std::uint16_t, intake::Intake&,
                                                                intake::CommandDesk&,
                                                                const insight::ReadModel&,
                                                                const insight::Wallboard&,
                                                                insight::PolicyAnswers&) {
  return std::unique_ptr<GrpcFaces>();
}

}  // namespace escalon::up
