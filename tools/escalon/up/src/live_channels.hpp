#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <ostream>
#include <string>

#include "escalon/notification/channel_executor.hpp"
#include "escalon/policy/compiled_policy.hpp"

namespace escalon::up {

/// The channels of the policy that decides, and those who deliver by them. Thread-safe after
/// `start`; a policy may be published before.
class LiveChannels {
 public:
  /// `console` outlives it; null = the console channel says nothing.
  LiveChannels(std::ostream* console, std::filesystem::path data_directory)
      : console_(console), data_directory_(std::move(data_directory)) {}

  /// Begins with the channels of that policy. The error says which of them cannot be used.
  [[nodiscard]] Status start(const policy::CompiledPolicy& policy);
  [[nodiscard]] notification::ChannelExecutor& executor() { return *executor_; }
  /// Another policy decides: its channels count from here. Where they cannot be used those before
  /// stay, and `trouble` says so.
  void published(const std::shared_ptr<const policy::CompiledPolicy>& policy);
  /// Why the newest policy's channels cannot be used; empty when they can.
  [[nodiscard]] std::string trouble() const;
  void stop();

 private:
  [[nodiscard]] Result<notification::ChannelExecutor::Channels> channels_of(
      const policy::CompiledPolicy& policy) const;

  std::ostream* console_;
  std::filesystem::path data_directory_;
  mutable std::mutex mutex_;  // guards what follows
  std::string trouble_;
  bool stopped_ = false;
  std::unique_ptr<notification::ChannelExecutor> executor_;
};

}  // namespace escalon::up
