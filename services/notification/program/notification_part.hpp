#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include "escalon/notification/channel_executor.hpp"
#include "escalon/service_host/service_program.hpp"

namespace escalon::notification {

/// Carries deliveries out on the channels of the newest policy.
class NotificationPart final : public service_host::ServicePart {
 public:
  [[nodiscard]] Status configure(service::Settings& settings) override;
  [[nodiscard]] Result<void, service::StartError> start(
      const service_host::HostPorts& ports) override;
  [[nodiscard]] journal::EffectExecutor* executor() override { return executor_.get(); }
  void policy_published(const service_host::PolicyPtr& policy) override;
  void stop() override;

 private:
  [[nodiscard]] Result<ChannelExecutor::Channels> channels_of(
      const service_host::PolicyPtr& policy) const;

  std::filesystem::path data_;
  std::unique_ptr<ChannelExecutor> executor_;
  mutable std::mutex mutex_;
  std::string trouble_;  // why the newest policy's channels cannot be used
};

}  // namespace escalon::notification
