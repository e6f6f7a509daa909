#pragma once

#include <optional>

#include "escalon/journal/fold.hpp"
#include "escalon/journal/ports.hpp"

namespace escalon::journal {

/// Watches one journal for a gap that no newer epoch follows: everything after it is dropped for
/// ever, which somebody should know.
class GapWatch {
 public:
  /// Takes in what the fold said of a record.
  void saw(const RecordHeader& header, Verdict verdict, SteadyTime now) {
    if (verdict == Verdict::kGap && !since_) {
      since_ = now;
    } else if (verdict == Verdict::kAccepted && header.kind == RecordKind::kEpochStart) {
      *this = {};
    }
  }
  /// True once, when the gap is older than `longest`.
  bool overdue(SteadyTime now, absl::Duration longest) {
    if (told_ || !since_ || now - *since_ < longest) {
      return false;
    }
    told_ = true;
    return true;
  }
  /// When to look again; nothing where nothing is waited for.
  [[nodiscard]] std::optional<SteadyTime> look_at(absl::Duration longest) const {
    return since_ && !told_ ? std::optional<SteadyTime>(*since_ + longest) : std::nullopt;
  }

 private:
  std::optional<SteadyTime> since_;
  bool told_ = false;
};

}  // namespace escalon::journal
