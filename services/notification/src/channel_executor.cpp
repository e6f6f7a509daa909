#include "escalon/notification/channel_executor.hpp"

#include <utility>

#include "escalon/base/assert.hpp"
#include "escalon/base/trace_context.hpp"
#include "escalon/notify/grouping.hpp"

namespace escalon::notification {
namespace {

Delivery delivery_of(const journal::EffectRequest& request) {
  Delivery delivery{request.effect_id,
                    static_cast<int>(request.attempt),
                    {},
                    traceparent_of(request.traceparent, request.key)};
  if (const auto* pending = dynamic_cast<const v1::PendingNotification*>(request.payload.get())) {
    delivery.message_id = notify::message_id(pending->notification_id(), pending->planned());
    delivery.planned = pending->planned();
  } else {
    const auto* planned = dynamic_cast<const v1::Planned*>(request.payload.get());
    ESCALON_ASSERT(planned != nullptr);
    delivery.planned = *planned;
  }
  return delivery;
}

}  // namespace

ChannelExecutor::ChannelExecutor(Channels channels, std::size_t threads)
    : channels_(std::move(channels)) {
  for (std::size_t i = 0; i < threads; ++i) {
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
  }
}

ChannelExecutor::~ChannelExecutor() {
  stop();
}

void ChannelExecutor::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    jobs_.clear();
  }
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  threads_.clear();
}

void ChannelExecutor::execute(journal::EffectRequest request, journal::Mailbox& mailbox) {
  Job job{std::move(request), &mailbox};
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      return;
    }
    if (jobs_.size() < kQueueMax) {
      jobs_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  finish(job, delivery_of(job.request),
         {false, "too many notifications are under way", false, absl::Seconds(1)});
}

void ChannelExecutor::set_channels(Channels channels) {
  const std::lock_guard lock(mutex_);
  channels_ = std::move(channels);
}

void ChannelExecutor::run(const std::stop_token& stop) {
  while (true) {
    Job job;
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return !jobs_.empty(); })) {
        return;
      }
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    const Delivery delivery = delivery_of(job.request);
    const Attempted attempted = attempt(delivery);
    if (!stop.stop_requested()) {
      finish(job, delivery, attempted);
    }
  }
}

Attempted ChannelExecutor::attempt(const Delivery& delivery) {
  std::shared_ptr<DeliveryChannel> channel;
  {
    const std::lock_guard lock(mutex_);
    const auto found = channels_.find(delivery.planned.channel());
    channel = found == channels_.end() ? nullptr : found->second;
  }
  if (channel == nullptr) {
    return {false, "the policy has no channel '" + delivery.planned.channel() + "'", true, {}};
  }
  return channel->deliver(delivery);
}

void ChannelExecutor::finish(const Job& job, const Delivery& delivery, const Attempted& attempted) {
  v1::DeliveryOutcome outcome;
  outcome.set_notification_id(job.request.effect_id);
  outcome.set_attempt(delivery.attempt);
  outcome.set_delivered(attempted.delivered);
  outcome.set_answer(attempted.answer);
  outcome.set_permanent(attempted.permanent);
  outcome.set_retry_after_ms(absl::ToInt64Milliseconds(attempted.retry_after));
  job.mailbox->post(journal::EffectOutcome{job.request.at, job.request.key, job.request.effect_id,
                                           job.request.attempt, outcome.SerializeAsString()});
}

}  // namespace escalon::notification
