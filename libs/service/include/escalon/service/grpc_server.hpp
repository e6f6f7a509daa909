#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/service/start_error.hpp"

namespace grpc {
class Service;
}

namespace escalon::service {

/// gRPC services on loopback, with health checking. Thread-safe.
class GrpcServer {
 public:
  using Services = std::vector<std::unique_ptr<grpc::Service>>;

  /// Serves on `port`, 0 = any free one. kPortInUse where it is taken.
  [[nodiscard]] static Result<std::unique_ptr<GrpcServer>, StartError> start(std::uint16_t port,
                                                                             Services services);
  ~GrpcServer();
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// Cancels the calls that still run, since watchers would hold the server for ever, and ends.
  void stop();

 private:
  struct Impl;
  explicit GrpcServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::service
