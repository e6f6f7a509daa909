#include "escalon/service/grpc_server.hpp"

#include <fmt/format.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/service_type.h>
#include <grpcpp/impl/service_type.h>

#include <utility>

namespace escalon::service {
namespace {

constexpr int kMessageBytesMax = 2 << 20;

}  // namespace

struct GrpcServer::Impl {
  Services services;
  int port = 0;
  std::unique_ptr<grpc::Server> server;
};

GrpcServer::GrpcServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
GrpcServer::~GrpcServer() {
  stop();
}

Result<std::unique_ptr<GrpcServer>, StartError> GrpcServer::start(std::uint16_t port,
                                                                  Services services) {
  auto impl = std::make_unique<Impl>();
  impl->services = std::move(services);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.SetMaxReceiveMessageSize(kMessageBytesMax);
  builder.AddListeningPort(fmt::format("127.0.0.1:{}", port), grpc::InsecureServerCredentials(),
                           &impl->port);
  for (const auto& service : impl->services) {
    builder.RegisterService(service.get());
  }
  impl->server = builder.BuildAndStart();
  if (impl->server == nullptr || impl->port == 0) {
    return StartError{
        ExitCode::kPortInUse,
        fmt::format(
            "127.0.0.1:{} is in use by another process; stop it or give another --grpc-port",
            port)};
  }
  return std::unique_ptr<GrpcServer>(new GrpcServer(std::move(impl)));
}

std::uint16_t GrpcServer::port() const {
  return static_cast<std::uint16_t>(impl_->port);
}

void GrpcServer::stop() {
  if (impl_->server != nullptr) {
    impl_->server->Shutdown(gpr_time_0(GPR_CLOCK_REALTIME));
    impl_->server->Wait();
  }
}

}  // namespace escalon::service
