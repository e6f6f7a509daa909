#include "checkpointer.hpp"

namespace escalon::store_sqlite {

void Checkpointer::run(std::stop_token stop) {
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      if (!changed_.wait(lock, stop, [this] { return asked_; })) {
        return;
      }
    }
    // A disk that is full or a reader that is slow is no loss: the next round goes on from there.
    database_.run("PRAGMA wal_checkpoint(PASSIVE)");
    database_.clear();
    {
      const std::lock_guard lock(mutex_);
      asked_ = false;
      rounds_.fetch_add(1);
    }
    changed_.notify_all();
  }
}

void Checkpointer::committed(std::int64_t log_bytes, std::stop_token stop) {
  if (log_bytes < kBytesWanted) {
    return;
  }
  std::unique_lock lock(mutex_);
  asked_ = true;
  changed_.notify_all();
  if (log_bytes >= kBytesMost) {
    changed_.wait(lock, stop, [this] { return !asked_; });
  }
}

}  // namespace escalon::store_sqlite
