#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "escalon/notification/delivery_channel.hpp"

namespace escalon::notification {

/// Carries out the effects of the notification stage: each on the channel that it names, by a small
/// pool of threads of its own, so that no owner waits for a network. The payload of an effect is a
/// PendingNotification or a Planned; the outcome is a DeliveryOutcome. Thread-safe.
class ChannelExecutor final : public journal::EffectExecutor {
 public:
  using Channels = std::map<std::string, std::shared_ptr<DeliveryChannel>, std::less<>>;

  static constexpr std::size_t kQueueMax =
      10'000;  ///< Above it an attempt fails at once, to be made again later.

  explicit ChannelExecutor(Channels channels, std::size_t threads = 4);
  /// Ends the threads; what is still queued has no outcome.
  ~ChannelExecutor() override;

  void execute(journal::EffectRequest request, journal::Mailbox& mailbox) override;

  /// Replaces the channels, since another policy decides. What is under way ends as it began.
  void set_channels(Channels channels);
  /// Ends the threads now; later effects have no outcome. Call it before mailboxes go away.
  void stop();

 private:
  struct Job {
    journal::EffectRequest request;
    journal::Mailbox* mailbox = nullptr;
  };
  void run(const std::stop_token& stop);
  [[nodiscard]] Attempted attempt(const Delivery& delivery);
  void finish(const Job& job, const Delivery& delivery, const Attempted& attempted);

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  Channels channels_;
  bool stopped_ = false;
  std::vector<std::jthread> threads_;
};

/// All channels of a policy.
[[nodiscard]] Result<ChannelExecutor::Channels> make_channels(
    const notify::NotifyPolicy& policy, const ChannelEnvironment& environment);

}  // namespace escalon::notification
