#pragma once

namespace escalon::service {

/// What a program's exit status says. Supervisors and scripts tell them apart; the values are
/// fixed.
enum class ExitCode : int {
  kDone = 0,
  kFailed = 1,        ///< The order was refused or something did not work; the message says why.
  kUsage = 64,        ///< The command line is not understood.
  kUnavailable = 69,  ///< A mesh, a file or a disk that is needed cannot be reached.
  kPortInUse = 71,    ///< Another process listens on a port that we need.
  kDataHeld = 75,     ///< Another process works on the data directory.
  kDataOfNewerVersion = 76,  ///< The data directory was written by a newer version.
  kConfiguration = 78,       ///< A setting or the policy is wrong; the message names where.
};

/// The number that main returns.
[[nodiscard]] constexpr int to_int(ExitCode code) {
  return static_cast<int>(code);
}

}  // namespace escalon::service
