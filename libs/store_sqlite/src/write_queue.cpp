#include "write_queue.hpp"

#include <iterator>
#include <utility>

#include "escalon/store_sqlite/batch_codec.hpp"

namespace escalon::store_sqlite {
namespace {

std::size_t bytes_of(const WriteWork& work) {
  if (const auto* append = std::get_if<AppendWork>(&work)) {
    return weight(*append->record);
  }
  std::size_t bytes = 256;
  if (const auto* apply = std::get_if<ApplyWork>(&work)) {
    bytes += apply->batch.partition_state.size();
    for (const journal::PostImage& image : apply->batch.images) {
      bytes += image.envelope ? image.envelope->size() : 0;
      bytes += 128 * (1 + image.timers.size() + image.removed.size());
    }
  }
  return bytes;
}

bool is_owners_append(const WriteWork& work, std::size_t partition) {
  const auto* append = std::get_if<AppendWork>(&work);
  return append != nullptr && append->owner != nullptr && append->partition == partition;
}

}  // namespace

Pushed WriteQueue::push(WriteWork work, std::size_t bytes_max) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || bytes_ > bytes_max) {
      return closed_ ? Pushed::kClosed : Pushed::kFull;
    }
    bytes_ += bytes_of(work);
    work_.push_back(std::move(work));
    wake = std::exchange(awaited_, false);
  }
  if (wake) {
    changed_.notify_one();
  }
  return Pushed::kQueued;
}

void WriteQueue::purge(std::size_t partition) {
  const std::lock_guard lock(mutex_);
  std::deque<WriteWork> kept;
  for (WriteWork& work : work_) {
    if (is_owners_append(work, partition)) {
      bytes_ -= bytes_of(work);
    } else {
      kept.push_back(std::move(work));
    }
  }
  work_.swap(kept);
}

std::vector<WriteWork> WriteQueue::take(std::stop_token stop, Bounds bounds) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, stop, [this] {
    awaited_ = work_.empty();
    return !awaited_;
  });
  std::vector<WriteWork> taken;
  std::size_t bytes = 0;
  while (!work_.empty() && taken.size() < bounds.records_max && bytes < bounds.bytes_max) {
    const std::size_t size = bytes_of(work_.front());
    bytes += size;
    bytes_ -= size;
    taken.push_back(std::move(work_.front()));
    work_.pop_front();
  }
  return taken;
}

void WriteQueue::put_back(std::vector<WriteWork> work, std::stop_token stop,
                          std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  for (const WriteWork& item : work) {
    bytes_ += bytes_of(item);
  }
  work_.insert(work_.begin(), std::make_move_iterator(work.begin()),
               std::make_move_iterator(work.end()));
  changed_.wait_for(lock, stop, wait, [this] { return nudged_; });
  nudged_ = false;
}

void WriteQueue::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_one();
}

std::deque<WriteWork> WriteQueue::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  bytes_ = 0;
  return std::exchange(work_, {});
}

}  // namespace escalon::store_sqlite
