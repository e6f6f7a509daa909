#include "grpc_faces.hpp"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/impl/service_type.h>

#include <utility>

#include "escalon/insight/insight_grpc.hpp"
#include "escalon/intake/intake_grpc.hpp"

namespace escalon::up {
namespace {

constexpr int kMessageBytesMax = 2 << 20;

class ServedFaces final : public GrpcFaces {
 public:
  ServedFaces(intake::Intake& intake, intake::CommandDesk& desk, const insight::ReadModel& model)
      : intake_(intake::make_intake_service(intake, desk)),
        insight_(insight::make_insight_service(model)) {}
  ~ServedFaces() override { stop(); }

  bool serve(std::uint16_t port) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.SetMaxReceiveMessageSize(kMessageBytesMax);
    builder.AddListeningPort(fmt::format("127.0.0.1:{}", port), grpc::InsecureServerCredentials(),
                             &port_);
    builder.RegisterService(intake_.get());
    builder.RegisterService(insight_.get());
    server_ = builder.BuildAndStart();
    return server_ != nullptr && port_ != 0;
  }

  [[nodiscard]] std::uint16_t port() const override { return static_cast<std::uint16_t>(port_); }
  // Calls that still run are cancelled: watchers would otherwise hold the server for ever.
  void stop() override {
    if (server_ != nullptr) {
      server_->Shutdown(gpr_time_0(GPR_CLOCK_REALTIME));
      server_->Wait();
    }
  }

 private:
  std::unique_ptr<grpc::Service> intake_;
  std::unique_ptr<grpc::Service> insight_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace

Result<std::unique_ptr<GrpcFaces>, StartError> start_grpc_faces(std::uint16_t port,
                                                                intake::Intake& intake,
                                                                intake::CommandDesk& desk,
                                                                const insight::ReadModel& model) {
  auto faces = std::make_unique<ServedFaces>(intake, desk, model);
  if (!faces->serve(port)) {
    return StartError{
        service::ExitCode::kPortInUse,
        fmt::format(
            "127.0.0.1:{} is in use by another process; stop it or give another --grpc-port",
            port)};
  }
  return std::unique_ptr<GrpcFaces>(std::move(faces));
}

}  // namespace escalon::up
