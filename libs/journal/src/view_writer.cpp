#include "view_writer.hpp"

#include <algorithm>

#include "invariant.hpp"

namespace escalon::journal {

void ViewWriter::begin(Offset version, PartitionFold viewed) {
  clear();
  version_ = version;
  viewed_ = std::move(viewed);
  policy_ = viewed_.policy();
}

void ViewWriter::clear() {
  waiting_.clear();
  batch_.reset();
  batch_pins_.clear();
  sent_ = false;
  ticket_ = 0;
  reconnect_ticket_ = 0;
  retry_at_.reset();
}

bool ViewWriter::send() {
  if (sent_ || waiting_.empty() || !reachable()) {
    return false;
  }
  build();
  transmit();
  return true;
}

void ViewWriter::build() {
  batch_.emplace();
  image_of_.clear();
  size_t operations = 0;
  while (!waiting_.empty() && operations < core_.settings.apply_operations_max) {
    const Accepted& next = waiting_.front();
    for (const ImageAfter& image : next.images) {
      operations += 1 + image.timers.size();
    }
    merge(next);
    batch_->to_version = next.next;
    waiting_.pop_front();
  }
  batch_->partition_state = viewed_.encode();
  for (PostImage& image : batch_->images) {
    StateEntry* entry = core_.cache.find(image.key);
    ESCALON_INVARIANT("I5", entry != nullptr);  // pinned until what was appended is applied
    for (const TimerRow& had : entry->viewed) {
      if (std::find(image.timers.begin(), image.timers.end(), had) == image.timers.end()) {
        image.removed.push_back(had);
      }
    }
    entry->viewed = image.timers;
  }
}

void ViewWriter::merge(const Accepted& accepted) {
  if (accepted.decoded != nullptr) {
    viewed_.accept(accepted.record->header, accepted.decoded->body);
  }
  for (const ImageAfter& after : accepted.images) {
    batch_pins_.push_back(after.key);
    const auto [place, added] = image_of_.try_emplace(after.key, batch_->images.size());
    PostImage& image = added ? batch_->images.emplace_back() : batch_->images[place->second];
    image.key = after.key;
    image.envelope = after.envelope;
    image.timers = after.timers;
  }
}

void ViewWriter::transmit() {
  sent_ = true;
  ticket_ = core_.next_ticket++;
  core_.ports.view.apply(version(), *batch_, ticket_, core_.ports.mailbox);
}

void ViewWriter::acknowledged() {
  version_ = batch_->to_version;
  policy_ = viewed_.policy();
  for (const Key& key : batch_pins_) {
    StateEntry* entry = core_.cache.find(key);
    ESCALON_INVARIANT("I5", entry != nullptr && entry->pins > 0);
    entry->pins -= 1;
    if (entry->pins == 0) {
      core_.push_timers(*entry, absl::InfinitePast());  // effects that were in flight till now
    }
  }
  batch_.reset();
  batch_pins_.clear();
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
