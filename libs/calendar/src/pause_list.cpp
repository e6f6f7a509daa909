#include "pause_list.hpp"

#include <algorithm>

#include "walk.hpp"

namespace escalon::calendar {

PauseList::PauseList(Pauses pauses) {
  spans_.reserve(pauses.size());
  for (const Period& pause : pauses) {
    if (pause.from < pause.to) {
      spans_.push_back({bounded_ms(pause.from), bounded_ms(pause.to)});
    }
  }
  const auto earlier = [](const Span& a, const Span& b) { return a.from_ms < b.from_ms; };
  if (!std::is_sorted(spans_.begin(), spans_.end(), earlier)) {
    std::sort(spans_.begin(), spans_.end(), earlier);
  }
  std::size_t kept = 0;
  for (std::size_t i = 1; i < spans_.size(); ++i) {
    if (spans_[i].from_ms <= spans_[kept].to_ms) {
      spans_[kept].to_ms = std::max(spans_[kept].to_ms, spans_[i].to_ms);
    } else {
      spans_[++kept] = spans_[i];
    }
  }
  if (!spans_.empty()) {
    spans_.resize(kept + 1);
  }
}

}  // namespace escalon::calendar
