#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "escalon/insight/read_model.hpp"

namespace escalon::insight {

/// Where one watcher stands.
class WatchCursor {
 public:
  WatchCursor(const ReadModel& model, v1::WatchRequest filter)
      : model_(model),
        filter_(std::move(filter)),
        entry_(filter_.after_entry() > 0 ? filter_.after_entry() : model.newest_entry()) {}

  /// What has come since the last call and passes the filter; waits for it at most for `longest`.
  std::vector<v1::TimelineItem> next(absl::Duration longest);

 private:
  const ReadModel& model_;
  const v1::WatchRequest filter_;
  std::int64_t entry_;
};

}  // namespace escalon::insight
