#include "grpc_faces.hpp"

#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/impl/service_type.h>

#include <utility>

#include "escalon/insight/insight_grpc.hpp"
#include "escalon/intake/intake_grpc.hpp"
#include "escalon/service/grpc_server.hpp"

namespace escalon::up {
namespace {

class ServedFaces final : public GrpcFaces {
 public:
  explicit ServedFaces(std::unique_ptr<service::GrpcServer> server) : server_(std::move(server)) {}

  [[nodiscard]] std::uint16_t port() const override { return server_->port(); }
  void stop() override { server_->stop(); }

 private:
  std::unique_ptr<service::GrpcServer> server_;
};

}  // namespace

Result<std::unique_ptr<GrpcFaces>, StartError> start_grpc_faces(std::uint16_t port,
                                                                intake::Intake& intake,
                                                                intake::CommandDesk& desk,
                                                                const insight::ReadModel& model,
                                                                const insight::Wallboard& wallboard,
                                                                insight::PolicyAnswers& answers) {
  service::GrpcServer::Services services;
  services.push_back(intake::make_intake_service(intake, desk));
  services.push_back(insight::make_insight_service(model, wallboard, answers));
  auto server = service::GrpcServer::start(port, std::move(services));
  if (!server) {
    return server.error();
  }
  return std::unique_ptr<GrpcFaces>(std::make_unique<ServedFaces>(std::move(server).value()));
}

}  // namespace escalon::up
