#include "escalon/notify/send_limit.hpp"

#include <algorithm>
#include <cmath>

namespace escalon::notify {
namespace {

// Whether the even spread of what `before` leaves has come to `count` further messages.
bool is_spread(const SendLimit& limit, const SendLimit& before, int count, absl::Duration age) {
  const absl::Duration window = limit.per - before.per;
  if (window <= absl::ZeroDuration()) {
    return true;
  }
  const double share = absl::FDivDuration(age - before.per, window);
  return count <= std::floor(share * (limit.count - before.count));
}

bool allows(const SendLimit& limit, const SendLimit& before, std::span<const absl::Time> sent,
            absl::Time now) {
  int count = 0;
  absl::Time oldest = now;
  for (const absl::Time at : sent) {
    if (now - at < limit.per) {
      ++count;
      oldest = std::min(oldest, at);
    }
  }
  if (count >= limit.count) {
    return false;
  }
  return !limit.smooth || count == 0 || count < before.count ||
         is_spread(limit, before, count - before.count, now - oldest);
}

}  // namespace

bool may_send(std::span<const SendLimit> limits, std::span<const absl::Time> sent, absl::Time now) {
  SendLimit before{.count = 0, .per = absl::ZeroDuration()};
  for (const SendLimit& limit : limits) {
    if (!allows(limit, before, sent, now)) {
      return false;
    }
    before = limit;
  }
  return true;
}

absl::Time next_send(std::span<const SendLimit> limits, std::span<const absl::Time> sent,
                     absl::Time now) {
  if (may_send(limits, sent, now)) {
    return now;
  }
  // Only the instants at which a message leaves a window can change the answer.
  absl::Time next = absl::InfiniteFuture();
  for (const SendLimit& limit : limits) {
    for (const absl::Time at : sent) {
      const absl::Time leaves = at + limit.per;
      if (leaves > now && leaves < next && may_send(limits, sent, leaves)) {
        next = leaves;
      }
    }
  }
  return next;
}

}  // namespace escalon::notify
