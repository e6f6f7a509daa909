#include <fstream>
#include <iostream>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/notification/channel_executor.hpp"
#include "escalon/notification/delivery_channel.hpp"
#include "escalon/notification/throttled_channel.hpp"
#include "escalon/notification/webhook_channel.hpp"

namespace escalon::notification {
namespace {

using MadeChannel = Result<std::unique_ptr<DeliveryChannel>>;

std::string setting(const notify::Channel& channel, std::string_view name) {
  const auto found = channel.settings.find(name);
  return found == channel.settings.end() ? std::string() : found->second;
}

Result<std::string> read_secret(const std::string& file) {
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line)) {
    return invalid("secret_file: " + file +
                   " cannot be read; it must hold the secret in its first line");
  }
  return line;
}

MadeChannel make_webhook(const notify::Channel& channel, const ChannelEnvironment& environment) {
  WebhookSettings settings;
  settings.url = setting(channel, "url");
  settings.allow_private = setting(channel, "allow_private") == "true";
  if (const std::string timeout = setting(channel, "timeout"); !timeout.empty()) {
    const auto parsed = parse_duration(timeout);
    if (!parsed) {
      return invalid("timeout: " + parsed.error().message);
    }
    settings.timeout = *parsed;
  }
  if (const std::string file = setting(channel, "secret_file"); !file.empty()) {
    auto secret = read_secret(file);
    if (!secret) {
      return secret.error();
    }
    settings.secret = std::move(secret).value();
  }
  return make_webhook_channel(std::move(settings), environment.wall_now);
}

}  // namespace

namespace {

MadeChannel make_of_kind(const notify::Channel& settings, const ChannelEnvironment& environment) {
  switch (settings.kind) {
    case notify::Channel::Kind::kConsole:
      return make_console_channel(environment.console == nullptr ? std::cout
                                                                 : *environment.console);
    case notify::Channel::Kind::kFile:
      return make_file_channel(environment.data_directory / setting(settings, "path"));
    case notify::Channel::Kind::kWebhook:
      return make_webhook(settings, environment);
  }
  return invalid("channel " + settings.name + " is of no known kind");
}

}  // namespace

MadeChannel make_channel(const notify::Channel& settings, const ChannelEnvironment& environment) {
  MadeChannel channel = make_of_kind(settings, environment);
  const std::string limit = setting(settings, "limit");
  if (!channel || limit.empty()) {
    return channel;
  }
  auto limits = notify::parse_send_limits(limit);
  if (!limits) {
    return invalid("limit: " + limits.error().message);
  }
  return make_throttled_channel(std::move(channel).value(), std::move(limits).value(),
                                environment.wall_now);
}

Result<ChannelExecutor::Channels> make_channels(const notify::NotifyPolicy& policy,
                                                const ChannelEnvironment& environment) {
  ChannelExecutor::Channels channels;
  for (const auto& [name, settings] : policy.channels) {
    auto channel = make_channel(settings, environment);
    if (!channel) {
      return invalid("notifications.channels." + name + "." + channel.error().message);
    }
    channels.emplace(name, std::move(channel).value());
  }
  return channels;
}

}  // namespace escalon::notification
