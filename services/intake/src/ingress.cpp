#include "escalon/intake/ingress.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <utility>

#include "escalon/base/ids.hpp"
#include "escalon/events/outside_event.hpp"
#include "escalon/service/mesh_metrics.hpp"

namespace escalon::intake {
namespace {

constexpr std::size_t kReasonBytesMax = 1'000;
// What is kept of a dead letter that is too large: first so much, then nothing but the reason.
constexpr std::size_t kKeptValueBytes = 64U << 10U;
constexpr std::size_t kKeptKeyBytes = 1'000;
constexpr std::size_t kKeptHeaderBytes = 8'000;
constexpr int kCutsMax = 2;

bool may_succeed_later(const Error& error) {
  return error.kind == Error::Kind::kExhausted || error.kind == Error::Kind::kUnavailable;
}

// The writer's headers are cut as a whole: half a header says something else.
void cut_headers(journal::OutsideHeaders& headers, std::size_t bytes_max) {
  std::size_t bytes = 0;
  const auto first_cut = std::ranges::find_if(headers, [&](const auto& one) {
    bytes += one.first.size() + one.second.size();
    return bytes > bytes_max;
  });
  headers.erase(first_cut, headers.end());
}

// What a dead letter has after so many cuts, and what it had.
journal::OutsideRecord cut(const journal::OutsideRecord& record, int cuts) {
  journal::OutsideRecord letter = record;
  letter.at = {std::string(journal::kDeadLetterTopic), 0};
  if (cuts == 0) {
    return letter;
  }
  const bool keeps = cuts < kCutsMax;
  letter.value.resize(std::min(letter.value.size(), keeps ? kKeptValueBytes : 0));
  letter.key.resize(std::min(letter.key.size(), keeps ? kKeptKeyBytes : 0));
  cut_headers(letter.headers, keeps ? kKeptHeaderBytes : 0);
  letter.headers.emplace_back(
      "dlq_cut", fmt::format("of {} bytes, a key of {} bytes and {} headers", record.value.size(),
                             record.key.size(), record.headers.size()));
  return letter;
}

}  // namespace

// Records, and what became of each. Answers may come after everybody has stopped waiting.
class Ingress::Batch {
 public:
  explicit Batch(std::vector<journal::OutsideRecord> taken)
      : records(std::move(taken)), open_(records.size(), true), left_(records.size()) {}

  const std::vector<journal::OutsideRecord> records;

  // Those that are to be tried now.
  std::vector<std::size_t> begin() {
    const std::lock_guard lock(mutex_);
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (open_[i]) {
        indexes.push_back(i);
      }
    }
    waiting_ = indexes.size();
    return indexes;
  }
  void answered(std::size_t index, const Status& durable) {
    const std::lock_guard lock(mutex_);
    open_[index] = !durable.ok();
    left_ -= durable ? 1U : 0U;
    if (!durable) {
      why_ = durable.error().message;
    }
    --waiting_;
    changed_.notify_all();
  }
  // False when `stop` was asked for before everything was answered.
  bool wait_answered(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    return changed_.wait(lock, stop, [this] { return waiting_ == 0; });
  }
  bool durable() {
    const std::lock_guard lock(mutex_);
    return left_ == 0;
  }
  // Why something has to be tried again, and when; empty where nothing has.
  std::string why() {
    const std::lock_guard lock(mutex_);
    return why_.empty() ? ""
                        : fmt::format("{}; it is tried again after {} ms", why_, rest_.count());
  }
  // False when `stop` was asked for.
  bool pause(const std::stop_token& stop, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    rest_ = longest;
    changed_.wait_for(lock, stop, longest, [] { return false; });
    return !stop.stop_requested();
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<bool> open_;
  std::size_t left_;
  std::size_t waiting_ = 0;
  std::string why_;
  std::chrono::milliseconds rest_{0};
};

Ingress::Ingress(journal::OutsideReader& reader, journal::OutsideLog& dead_letters, Intake& intake,
                 IngressOptions options, service::MeshMetrics& metrics)
    : reader_(reader),
      dead_letters_(dead_letters),
      intake_(intake),
      options_(std::move(options)),
      metrics_(metrics) {}

void Ingress::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    (void)take_batch(stop);
  }
}

bool Ingress::take_batch(const std::stop_token& stop) {
  const auto batch =
      std::make_shared<Batch>(reader_.poll(options_.batch_records_max, options_.poll_longest));
  in_hand(batch->durable() ? nullptr : batch);
  for (auto rest = options_.rest; !batch->durable();
       rest = std::min(2 * rest, options_.rest_longest)) {
    for (const std::size_t index : batch->begin()) {
      offer(batch, index);
    }
    if (!batch->wait_answered(stop)) {
      return false;
    }
    if (!batch->durable()) {
      metrics_.intake.count({"ingress", "failed"});
      if (!batch->pause(stop, rest)) {
        return false;
      }
    }
  }
  reader_.commit();
  in_hand(nullptr);
  return true;
}

void Ingress::in_hand(std::shared_ptr<Batch> batch) {
  const std::lock_guard lock(mutex_);
  batch_ = std::move(batch);
  since_ = options_.steady();
}

std::string Ingress::trouble() const {
  const std::lock_guard lock(mutex_);
  const absl::Duration waited = options_.steady() - since_;
  if (batch_ == nullptr || waited < options_.told_after) {
    return "";
  }
  const std::string why = batch_->why();
  return fmt::format("contact.ingress stands still since {} s: {}", absl::ToInt64Seconds(waited),
                     why.empty() ? "the log does not answer" : why);
}

void Ingress::offer(const std::shared_ptr<Batch>& batch, std::size_t index) {
  const journal::OutsideRecord& record = batch->records[index];
  auto event = events::parse_outside_event(record.headers, record.value);
  if (!event) {
    set_aside(0, event.error().message, batch, index);
    return;
  }
  // Otherwise its id would be a hash that holds the instant of this reading.
  if (event->event_id().empty() && !event->has_occurred_at()) {
    event->set_event_id(derive_id({"record", record.at.topic, std::to_string(record.at.partition),
                                   std::to_string(record.offset)}));
  }
  intake_.publish(
      std::move(event).value(),
      [this, batch, index](const Result<AcceptedEvent>& accepted) {
        if (accepted) {
          batch->answered(index, {});
        } else if (may_succeed_later(accepted.error())) {
          batch->answered(index, accepted.error());
        } else {
          set_aside(0, accepted.error().message, batch, index);
        }
      },
      record.header("traceparent").value_or(""));
}

void Ingress::set_aside(int cuts, const std::string& reason, const std::shared_ptr<Batch>& batch,
                        std::size_t index) {
  journal::OutsideRecord letter = cut(batch->records[index], cuts);
  add_place_and_reason(batch->records[index], reason, letter.headers);
  dead_letters_.write(std::move(letter), [this, cuts, reason, batch, index](const Status& written) {
    if (!written && cuts < kCutsMax && !may_succeed_later(written.error())) {
      set_aside(cuts + 1, reason, batch, index);
      return;
    }
    if (written) {
      metrics_.intake.count({"ingress", "invalid"});
    }
    batch->answered(index, written);
  });
}

void Ingress::add_place_and_reason(const journal::OutsideRecord& record, const std::string& reason,
                                   journal::OutsideHeaders& headers) const {
  headers.insert(headers.end(), {{"dlq_original_topic", record.at.topic},
                                 {"dlq_original_partition", std::to_string(record.at.partition)},
                                 {"dlq_original_offset", std::to_string(record.offset)},
                                 {"dlq_original_timestamp", std::to_string(record.timestamp_ms)},
                                 {"dlq_consumer_group", options_.group},
                                 {"dlq_error_class", "invalid"},
                                 {"dlq_error_message", reason.substr(0, kReasonBytesMax)},
                                 {"dlq_service_version", options_.version}});
}

}  // namespace escalon::intake
