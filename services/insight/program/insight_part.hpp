#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/wallboard.hpp"
#include "escalon/service/follower_loop.hpp"
#include "escalon/service/grpc_server.hpp"
#include "escalon/service_host/service_program.hpp"
#include "escalon/store_sqlite/data_lock.hpp"

namespace escalon::insight {

/// Folds the journals into a read model in a file of its own, and answers questions by HTTP and
/// gRPC.
class InsightPart final : public service_host::ServicePart {
 public:
  [[nodiscard]] Status configure(service::Settings& settings) override;
  [[nodiscard]] Result<void, service::StartError> start(
      const service_host::HostPorts& ports) override;
  void stop() override;

 private:
  [[nodiscard]] Result<void, service::StartError> open_model(const service_host::HostPorts& ports);
  void follow_journals(const service_host::HostPorts& ports);

  std::filesystem::path data_;
  std::uint16_t grpc_port_ = 0;
  std::optional<store_sqlite::DataLock> lock_;
  std::unique_ptr<ReadModel> model_;
  std::unique_ptr<Wallboard> wallboard_;
  std::unique_ptr<PolicyAnswers> answers_;
  std::unique_ptr<service::FollowerLoop> loop_;
  std::unique_ptr<service::GrpcServer> grpc_;
};

}  // namespace escalon::insight
