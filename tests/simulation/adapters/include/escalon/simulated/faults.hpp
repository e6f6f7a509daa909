#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "escalon/simulated/random.hpp"

namespace escalon::simulated {

/// What can go wrong. The adapters strike the first group by themselves, at the rates of the
/// schedule; the world itself does the second and counts it here.
enum class Fault {
  kLostAcknowledgement,  ///< A record is appended and its owner is told that it was not.
  kLateAppend,           ///< A record is appended long after it was sent.
  kDuplicateAppend,      ///< A record is appended twice.
  kFailedAppend,         ///< A record is not appended; those after it are.
  kLateReadBack,         ///< A batch reaches its reader late.
  kSlowReader,           ///< A reader gets one record at a time, slowly, for a while.
  kStaleEnds,            ///< Ends arrive long after they were looked up.
  kViewUnreachable,      ///< A view answers nothing for a while.
  kViewSlow,             ///< An answer of a view takes long.
  kViewRolledBack,       ///< A view forgets its last changes.
  kViewWiped,            ///< A view forgets everything.
  kEffectFailed,         ///< An effect's attempt fails.
  kCrash,                ///< A process dies at any step.
  kZombie,               ///< A process is paused, replaced, and goes on.
  kClockStep,            ///< A wall clock jumps.
  kBadRecord,            ///< A record that cannot be decoded, or that makes its stage throw.
  kOversizeDecision,     ///< A decision that is too large.
  kPolicyChange,         ///< A new policy in mid-flight.
};
inline constexpr std::size_t kFaultKinds = 18;

/// Name of a kind, as the simulation prints it: `lost_acknowledgement`.
[[nodiscard]] std::string_view fault_name(Fault fault);

/// A fault that was struck, or would have been.
struct Strike {
  std::uint64_t number = 0;  ///< Counts all strikes of the schedule, those left out included.
  Fault fault{};
};

/// Decides by seed where faults strike, counts them, and can leave single ones out, by which a
/// failing schedule is shortened.
class Faults {
 public:
  explicit Faults(Random random) : random_(random) {}

  /// The probability of a fault at each opportunity for it; 0 at first.
  void set_rate(Fault fault, double probability);
  /// False: nothing strikes any more (the calm at a schedule's end).
  void set_enabled(bool enabled) { enabled_ = enabled; }
  /// Asked before each strike; false leaves it out. The random numbers stay the same.
  void set_filter(std::function<bool(const Strike&)> filter) { filter_ = std::move(filter); }
  /// At most so many strikes of one kind.
  void set_most(Fault fault, std::uint64_t most) { most_[index(fault)] = most; }

  /// True when the fault is to happen now.
  [[nodiscard]] bool strikes(Fault fault);
  /// For faults that the world does itself: counts it, unless it is left out.
  [[nodiscard]] bool force(Fault fault);

  [[nodiscard]] std::uint64_t count(Fault fault) const { return counts_[index(fault)]; }
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  static std::size_t index(Fault fault) { return static_cast<std::size_t>(fault); }

  Random random_;
  bool enabled_ = true;
  std::function<bool(const Strike&)> filter_;
  std::array<double, kFaultKinds> rates_{};
  std::array<std::uint64_t, kFaultKinds> counts_{};
  std::array<std::uint64_t, kFaultKinds> most_ = make_most();
  std::uint64_t considered_ = 0;
  std::uint64_t total_ = 0;

  static std::array<std::uint64_t, kFaultKinds> make_most();
};

}  // namespace escalon::simulated
