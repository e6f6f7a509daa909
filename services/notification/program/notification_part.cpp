#include "notification_part.hpp"

#include <iostream>
#include <system_error>
#include <utility>

#include "escalon/service/health.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/settings.hpp"

namespace escalon::notification {

Status NotificationPart::configure(service::Settings& settings) {
  data_ = settings.text("data", ".escalon/notification");
  return {};
}

Result<void, service::StartError> NotificationPart::start(const service_host::HostPorts& ports) {
  std::error_code failed;
  std::filesystem::create_directories(data_, failed);
  if (failed) {
    return service::StartError{service::ExitCode::kUnavailable,
                               data_.string() + ": " + failed.message() +
                                   "; check its permissions, or give another --data"};
  }
  ChannelExecutor::Channels channels;
  if (ports.newest_policy != nullptr) {
    auto made = channels_of(ports.newest_policy);
    if (!made) {
      return service::StartError{service::ExitCode::kConfiguration, made.error().message};
    }
    channels = std::move(made).value();
  }
  executor_ = std::make_unique<ChannelExecutor>(std::move(channels));
  ports.health.add("channels", [this] {
    const std::lock_guard lock(mutex_);
    return trouble_;
  });
  return {};
}

Result<ChannelExecutor::Channels> NotificationPart::channels_of(
    const service_host::PolicyPtr& policy) const {
  ChannelEnvironment environment;
  environment.console = &std::cout;
  environment.data_directory = data_;
  environment.wall_now = service::MachineClocks::real().wall;
  return make_channels(policy->notify, environment);
}

void NotificationPart::policy_published(const service_host::PolicyPtr& policy) {
  auto channels = channels_of(policy);
  {
    const std::lock_guard lock(mutex_);
    trouble_ = channels ? std::string() : channels.error().message;
  }
  if (!channels) {
    service::log_error("the channels of the newest policy cannot be used, those before stay",
                       {{"reason", channels.error().message}});
    return;
  }
  executor_->set_channels(std::move(channels).value());
}

void NotificationPart::stop() {
  if (executor_ != nullptr) {
    executor_->stop();
  }
}

}  // namespace escalon::notification
