#include "escalon/notification/throttled_channel.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace escalon::notification {
namespace {

/// Above it, recipients who got nothing of late are forgotten.
constexpr std::size_t kRecipientsMax = 1000;

class ThrottledChannel final : public DeliveryChannel {
 public:
  ThrottledChannel(std::unique_ptr<DeliveryChannel> channel, std::vector<notify::SendLimit> limits,
                   std::function<absl::Time()> now)
      : channel_(std::move(channel)), limits_(std::move(limits)), now_(std::move(now)) {}

  Attempted deliver(const Delivery& delivery) override {
    if (delivery.planned.kind() == v1::NOTIFICATION_KIND_PAGE) {
      return channel_->deliver(delivery);
    }
    const absl::Time now = now_();
    const std::string& recipient = delivery.planned.recipient();
    if (const absl::Duration wait = take_turn(recipient, now); wait > absl::ZeroDuration()) {
      return {false, "held back: the channel's limit is reached", false, wait};
    }
    Attempted attempted = channel_->deliver(delivery);
    if (!attempted.delivered) {
      give_back(recipient, now);
    }
    return attempted;
  }

 private:
  // The turn is taken before the attempt, so that attempts of other threads count it.
  absl::Duration take_turn(const std::string& recipient, absl::Time now) {
    const std::lock_guard lock(mutex_);
    if (sent_.size() > kRecipientsMax) {
      std::erase_if(sent_, [&](const auto& entry) { return is_past(entry.second, now); });
    }
    std::vector<absl::Time>& sent = sent_[recipient];
    forget_old(sent, now);
    const absl::Time next = notify::next_send(limits_, sent, now);
    if (next > now) {
      return next - now;
    }
    sent.push_back(now);
    return absl::ZeroDuration();
  }

  void give_back(const std::string& recipient, absl::Time at) {
    const std::lock_guard lock(mutex_);
    std::vector<absl::Time>& sent = sent_[recipient];
    if (const auto turn = std::ranges::find(sent, at); turn != sent.end()) {
      sent.erase(turn);
    }
  }

  [[nodiscard]] bool is_past(const std::vector<absl::Time>& sent, absl::Time now) const {
    return sent.empty() || now - sent.back() >= limits_.back().per;
  }

  void forget_old(std::vector<absl::Time>& sent, absl::Time now) const {
    std::erase_if(sent, [&](absl::Time at) { return now - at >= limits_.back().per; });
  }

  std::unique_ptr<DeliveryChannel> channel_;
  const std::vector<notify::SendLimit> limits_;
  const std::function<absl::Time()> now_;
  std::mutex mutex_;
  std::map<std::string, std::vector<absl::Time>> sent_;
};

}  // namespace

std::unique_ptr<DeliveryChannel> make_throttled_channel(std::unique_ptr<DeliveryChannel> channel,
                                                        std::vector<notify::SendLimit> limits,
                                                        std::function<absl::Time()> now) {
  return std::make_unique<ThrottledChannel>(std::move(channel), std::move(limits), std::move(now));
}

}  // namespace escalon::notification
