#pragma once

#include <map>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"
#include "escalon/journal/stage.hpp"
#include "inputs.hpp"

namespace escalon::journal {

/// Holds timers until the owner has seen what was in the log when they came due: an owner or a
/// stage before it that lags must not fire on a case whose answer is already there.
/// Thread-compatible.
class Gate {
 public:
  /// `margin`: an answer that is in the log this long before the due instant never breaches (mesh
  /// time). `override_after`: steady time without progress towards a fixed end after which the gate
  /// gives way.
  Gate(const StageSpec& spec, std::uint32_t partition, absl::Duration margin,
       SteadyTime override_after);

  void reset();
  /// True when a timer of `kind` that is due at `due` may fire.
  [[nodiscard]] bool open(int kind, absl::Time due) const;
  /// Learns fresh ends. Kinds that still wait for an earlier fixed end keep it.
  void learn(const Ends& ends, SteadyTime now);
  /// Compares positions with the fixed ends; opens what has been reached. True when something
  /// opened.
  bool check(const Inputs& inputs, SteadyTime now);
  /// True when a timer of `kind` due at `due` needs ends that nobody has asked for yet.
  [[nodiscard]] bool needs_probe(int kind, absl::Time due) const;
  /// When check must be called again at the latest, for the override.
  [[nodiscard]] std::optional<SteadyTime> override_at() const;
  [[nodiscard]] std::uint64_t overrides() const { return overrides_; }
  [[nodiscard]] absl::Duration margin() const { return margin_; }

 private:
  struct Kind {
    std::vector<GateEntry> entries;
    absl::Time open_until = absl::InfinitePast();
    std::optional<absl::Time> asked_at;  ///< Of the fixed ends; none = nothing to wait for.
    std::vector<Offset> ends;
    std::vector<Offset> seen;
    SteadyTime progress_at;
  };
  bool check(Kind& kind, const Inputs& inputs, SteadyTime now);

  std::map<int, Kind> kinds_;
  std::uint32_t partition_;
  absl::Duration margin_;
  SteadyTime override_after_;
  std::uint64_t overrides_ = 0;
};

}  // namespace escalon::journal
