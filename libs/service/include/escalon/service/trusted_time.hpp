#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "escalon/journal/ports.hpp"

namespace escalon::service {

/// The wall clock carried by steady time. It follows small corrections of the wall clock slowly,
/// never steps and never runs backwards. After the wall clock jumped by over 2 s against steady
/// time, or was found over 5 s off the clock of a server, it is not trusted until all agree within
/// 500 ms for 10 s, or `accept` is called. Pure: the caller reads the clocks. Not thread-safe.
class TrustedTime {
 public:
  TrustedTime(absl::Time wall, journal::SteadyTime steady);

  /// Reads the time: `wall` and `steady` were read together.
  [[nodiscard]] journal::Trusted observe(absl::Time wall, journal::SteadyTime steady);

  /// A server's clock said `other` at some instant of the last `waited` before `steady`. What it
  /// said counts for 30 s.
  void compare(absl::Time other, absl::Duration waited, journal::SteadyTime steady);

  /// Takes the wall clock as it is now for right, and a server that says something else for wrong.
  void accept(absl::Time wall, journal::SteadyTime steady);

  /// Why time is not trusted; empty when it is.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  void slew(absl::Duration difference, journal::SteadyTime elapsed);
  void recover(absl::Duration difference, journal::SteadyTime steady);
  void distrust(std::string why);
  [[nodiscard]] bool server_agrees(journal::SteadyTime steady) const;

  // How far a server's clock was ahead of now_, less what could be its answer's way.
  struct Server {
    absl::Duration ahead;
    journal::SteadyTime compared_at;
  };

  absl::Time now_;
  journal::SteadyTime observed_at_;
  std::optional<Server> server_;
  absl::Duration accepted_;  // how far ahead a server's clock may be beside 0
  std::string trouble_;
  journal::SteadyTime agreeing_since_ = absl::InfiniteDuration();
};

}  // namespace escalon::service
