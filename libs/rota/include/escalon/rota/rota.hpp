#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/rota/rota_spec.hpp"

/// Who is on call. Pure: the caller supplies the instant.
namespace escalon::rota {

/// A half-open span of time.
struct Period {
  absl::Time from;
  absl::Time to;

  friend bool operator==(const Period&, const Period&) = default;
};

/// Why somebody is on call.
struct Reason {
  enum class Kind {
    kRotation,   ///< It is their turn in `rotation` of `layer`.
    kOverride,   ///< An override puts them there.
    kTemporary,  ///< The temporary schedule `name` does.
  };

  Kind kind = Kind::kRotation;
  std::string layer = {};
  std::string rotation = {};
  /// The reason that an override gives, or the name of a temporary schedule.
  std::string name = {};
  /// Whom an override takes away for it: a person, `everyone`, or empty.
  std::string instead_of = {};

  /// `layer base, rotation weekly`, `override instead of ben: holiday`, `temporary schedule move`.
  [[nodiscard]] std::string text() const;

  friend bool operator==(const Reason&, const Reason&) = default;
};

/// Somebody who is on call.
struct OnCall {
  std::string person;
  Reason reason;

  friend bool operator==(const OnCall&, const OnCall&) = default;
};

/// A stay on call. Where it ends and the same person has the next one for another reason, there are
/// two shifts.
struct Shift {
  std::string person;
  Reason reason;
  Period period;

  friend bool operator==(const Shift&, const Shift&) = default;
};

class Look;

/// A rota, compiled. An immutable value: cheap to copy, and several threads may read one. No
/// function fails.
class Rota {
 public:
  /// Checks and compiles. Refused, with the place in the rota and the remedy: an unknown zone, a
  /// rotation without people or with a turn of zero length, hours that never open, spans that end
  /// before they begin, overrides that do nothing or speak of strangers, temporary schedules that
  /// overlap or have shifts outside of their span, and names that are given twice.
  [[nodiscard]] static Result<Rota> compile(const RotaSpec& spec);

  /// Everyone who is on call at `at`, each once, in the order of layers, rotations and overrides.
  /// Empty where nobody is.
  [[nodiscard]] std::vector<OnCall> on_call(absl::Time at) const;

  /// Every shift that touches [from, to), cut to it, by begin, end and person. Both are finite.
  [[nodiscard]] std::vector<Shift> shifts(absl::Time from, absl::Time to) const;

  /// Every span of [from, to) in which nobody is on call, in order, touching ones joined.
  /// Both are finite.
  [[nodiscard]] std::vector<Period> gaps(absl::Time from, absl::Time to) const;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& time_zone() const;
  /// Everyone who can be on call by rotations, overrides or temporary schedules; sorted.
  [[nodiscard]] const std::vector<std::string>& people() const;

 private:
  struct Compiled;
  [[nodiscard]] Look look(absl::Time at) const;
  explicit Rota(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;  // never null
};

/// How far ahead gaps are looked for.
inline constexpr absl::Duration kGapHorizon = absl::Hours(24 * 90);

}  // namespace escalon::rota
