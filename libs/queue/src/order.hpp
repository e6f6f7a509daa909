#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

#include "escalon/team/v1/team.pb.h"

namespace escalon::queue {

/// The place of an item in the order in which work is given out: priority, due instant (none comes
/// last), age, id.
[[nodiscard]] inline auto place_of(const team::v1::QueueItem& item) {
  const std::int64_t due =
      item.due_at_ms() == 0 ? std::numeric_limits<std::int64_t>::max() : item.due_at_ms();
  return std::tuple<int, std::int64_t, std::int64_t, std::string_view>(
      item.priority(), due, item.opened_at_ms(), item.escalation_id());
}

}  // namespace escalon::queue
