#pragma once

#include <cstdint>
#include <memory>
#include <thread>

#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/command_outcomes.hpp"
#include "escalon/intake/ingress.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/service/follower_loop.hpp"
#include "escalon/service/grpc_server.hpp"
#include "escalon/service_host/service_program.hpp"

namespace escalon::intake {

/// Takes events, commands and policies by HTTP and gRPC, and events from `contact.ingress`. A
/// policy whose folder is set is published at the start if the log has never had it.
class IntakePart final : public service_host::ServicePart {
 public:
  [[nodiscard]] Status configure(service::Settings& settings) override;
  [[nodiscard]] Result<void, service::StartError> start(
      const service_host::HostPorts& ports) override;
  void give_up() override;
  void stop() override;

 private:
  [[nodiscard]] Result<void, service::StartError> publish_policy(
      const service_host::HostPorts& ports) const;
  void follow_outcomes(const service_host::HostPorts& ports);
  [[nodiscard]] Status read_ingress(const service_host::HostPorts& ports);

  std::uint16_t grpc_port_ = 0;
  service_host::PolicyPtr policy_;  // null where no folder is set
  std::unique_ptr<CommandOutcomes> outcomes_;
  std::unique_ptr<service::FollowerLoop> outcomes_loop_;
  std::unique_ptr<Intake> intake_;
  std::unique_ptr<CommandDesk> desk_;
  std::unique_ptr<journal::OutsideReader> ingress_reader_;
  std::unique_ptr<Ingress> ingress_;
  std::jthread ingress_thread_;
  std::unique_ptr<service::GrpcServer> grpc_;
};

}  // namespace escalon::intake
