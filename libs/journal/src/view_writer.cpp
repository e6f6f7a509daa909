#include "view_writer.hpp"

#include <cmath>
#include <utility>

#include "invariant.hpp"

namespace escalon::journal {
namespace {

constexpr size_t kBuiltAtOnce = 128;  // records and images, before timers have their turn again

}  // namespace

void ViewWriter::begin(Offset version, PartitionFold viewed) {
  clear();
  version_ = version;
  viewed_ = std::move(viewed);
  policy_ = viewed_.policy();
}

void ViewWriter::clear() {
  waiting_.clear();
  waiting_bytes_ = 0;
  batch_.reset();
  changed_.clear();
  sent_ = false;
  ticket_ = 0;
  reconnect_ticket_ = 0;
  retry_at_.reset();
}

void ViewWriter::accept(Accepted record) {
  accepted_last_ = core_.ports.clock.steady();
  waiting_bytes_ += record.record->body.size();
  waiting_.push_back(std::move(record));
}

std::optional<SteadyTime> ViewWriter::send_at() const {
  if (sent_ || waiting_.empty() || !reachable()) {
    return std::nullopt;
  }
  return pressing() ? sent_last_ : own_turn();
}

// Partitions have their turns one after another, so that not all of them keep a process and the
// view busy at the same moment.
SteadyTime ViewWriter::own_turn() const {
  constexpr double kGolden = 0.6180339887498949;  // spreads any number of partitions evenly
  const absl::Duration interval = core_.settings.apply_interval;
  const double share = std::fmod(kGolden * core_.at.partition, 1.0);
  return next_turn(sent_last_, interval, share * interval);
}

bool ViewWriter::pressing() const {
  return waiting_.size() >= 2 * core_.settings.apply_operations_max ||
         waiting_bytes_ >= core_.settings.in_flight_bytes_max;
}

std::optional<SteadyTime> ViewWriter::calm_at() const {
  return send_at() ? std::optional(accepted_last_ + core_.settings.apply_calm) : std::nullopt;
}

bool ViewWriter::send(bool at_once) {
  const SteadyTime now = core_.ports.clock.steady();
  if (!batch_) {
    const auto at = send_at();
    if (!at || (now < *at && !at_once)) {
      return false;
    }
    sent_last_ = now;
    begin_batch();
  } else if (sent_ || !reachable()) {
    return false;
  }
  build();
  return true;
}

void ViewWriter::begin_batch() {
  batch_.emplace();
  changed_.clear();
  operations_ = 0;
  complete_ = false;
}

// The images come last: what a key has after all of the batch's records.
void ViewWriter::build() {
  size_t steps = 0;
  for (; !complete_ && steps < kBuiltAtOnce; ++steps) {
    operations_ += take(waiting_.front());
    batch_->to_version = waiting_.front().next;
    waiting_bytes_ -= waiting_.front().record->body.size();
    waiting_.pop_front();
    complete_ = waiting_.empty() || operations_ >= core_.settings.apply_operations_max;
  }
  batch_->images.reserve(changed_.size());
  for (; complete_ && batch_->images.size() < changed_.size() && steps < kBuiltAtOnce; ++steps) {
    batch_->images.push_back(core_.cache.image_of(*changed_[batch_->images.size()]));
  }
  if (complete_ && batch_->images.size() == changed_.size()) {
    batch_->partition_state = viewed_.encode();
    transmit();
  }
}

// Returns how many operations the record adds to the batch, about.
size_t ViewWriter::take(const Accepted& accepted) {
  if (accepted.decoded != nullptr) {
    viewed_.accept(accepted.record->header, accepted.decoded->body);
  }
  size_t operations = 0;
  for (StateEntry* entry : accepted.touched) {
    // I5: pinned until what was appended is applied, and applied in the order of the appends.
    ESCALON_INVARIANT(
        "I5", entry->sent < entry->since.size() && entry->since[entry->sent] == accepted.decoded);
    if (entry->sent == 0) {
      changed_.push_back(entry);
      operations += 1 + entry->timers.size();
    }
    entry->sent += 1;
  }
  return operations;
}

void ViewWriter::transmit() {
  sent_ = true;
  ticket_ = core_.next_ticket++;
  core_.ports.view.apply(version(), *batch_, ticket_, core_.ports.mailbox);
}

void ViewWriter::acknowledged() {
  version_ = batch_->to_version;
  policy_ = viewed_.policy();
  for (size_t i = 0; i < changed_.size(); ++i) {
    core_.cache.acknowledge(*changed_[i], std::move(batch_->images[i]));
  }
  batch_.reset();
  changed_.clear();
  sent_ = false;
}

void ViewWriter::unreachable(SteadyTime now) {
  if (!retry_at_) {
    retry_at_ = now + core_.settings.backoff_min;
  }
}

void ViewWriter::reconnect(SteadyTime now) {
  if (!retry_at_ || now < *retry_at_ || reconnect_ticket_ != 0) {
    return;
  }
  reconnect_ticket_ = core_.next_ticket++;
  core_.ports.view.load(version(), {}, reconnect_ticket_, core_.ports.mailbox);
}

void ViewWriter::resume(const ViewMeta& meta, bool& lost) {
  retry_at_.reset();
  if (meta.version == version_) {
    if (sent_) {
      transmit();
    }
  } else if (sent_ && meta.version == batch_->to_version) {
    acknowledged();
  } else {
    lost = true;
  }
}

bool ViewWriter::answered(const ViewAnswer& answer, bool& lost) {
  const bool reconnecting = reconnect_ticket_ != 0 && answer.ticket == reconnect_ticket_;
  if (!reconnecting && (answer.ticket != ticket_ || !sent_)) {
    return false;
  }
  if (reconnecting) {
    reconnect_ticket_ = 0;
  }
  if (answer.code == ViewCode::kUnreachable) {
    retry_at_ = core_.ports.clock.steady() + core_.settings.backoff_min;
  } else if (answer.code != ViewCode::kOk) {
    lost = true;
  } else if (reconnecting) {
    resume(answer.meta, lost);
  } else {
    acknowledged();
  }
  return true;
}

}  // namespace escalon::journal
