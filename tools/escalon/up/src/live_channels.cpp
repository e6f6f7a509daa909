#include "live_channels.hpp"

#include <utility>

#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_clock.hpp"

namespace escalon::up {

Result<notification::ChannelExecutor::Channels> LiveChannels::channels_of(
    const policy::CompiledPolicy& policy) const {
  notification::ChannelEnvironment environment;
  environment.console = console_;
  environment.data_directory = data_directory_;
  environment.wall_now = service::MachineClocks::real().wall;
  return notification::make_channels(policy.notify, environment);
}

Status LiveChannels::start(const policy::CompiledPolicy& policy) {
  auto channels = channels_of(policy);
  if (!channels) {
    return channels.error();
  }
  const std::lock_guard lock(mutex_);
  executor_ = std::make_unique<notification::ChannelExecutor>(std::move(channels).value());
  return {};
}

void LiveChannels::published(const std::shared_ptr<const policy::CompiledPolicy>& policy) {
  const std::lock_guard lock(mutex_);
  if (executor_ == nullptr || stopped_) {
    return;  // it begins with that policy, or has ended
  }
  auto channels = channels_of(*policy);
  trouble_ = channels ? std::string() : channels.error().message;
  if (channels) {
    executor_->set_channels(std::move(channels).value());
  } else {
    service::log_error("the channels of the newest policy cannot be used, those before stay",
                       {{"reason", trouble_}});
  }
}

std::string LiveChannels::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LiveChannels::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (executor_ != nullptr) {
    executor_->stop();
  }
}

}  // namespace escalon::up
