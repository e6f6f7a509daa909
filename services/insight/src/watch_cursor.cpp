#include "watch_cursor.hpp"

#include <algorithm>

namespace escalon::insight {
namespace {

constexpr int kPage = 500;

}  // namespace

std::vector<v1::TimelineItem> WatchCursor::next(absl::Duration longest) {
  const std::int64_t newest = model_.newest_entry();
  if (newest <= entry_) {
    model_.wait_for_entry(entry_, longest);
  }
  std::vector<v1::TimelineItem> items = model_.entries_after(filter_, entry_, kPage);
  // A case's own entries may be far apart: without any there is nothing new up to what was the
  // newest before.
  entry_ = items.empty() ? std::max(entry_, newest) : items.back().entry();
  if (!filter_.tenant().empty()) {
    std::erase_if(items,
                  [&](const v1::TimelineItem& item) { return item.tenant() != filter_.tenant(); });
  }
  return items;
}

}  // namespace escalon::insight
