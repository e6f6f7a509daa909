#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/insight/v1/wallboard.pb.h"

namespace escalon::insight {

/// What is open now, read from the file of a read model by a connection of its own, so that other
/// questions do not wait for it. Thread-safe.
class Wallboard {
 public:
  /// Mesh time; called by any thread.
  using Now = std::function<absl::Time()>;

  /// `file` is that of an open read model. kUnavailable where it cannot be read.
  [[nodiscard]] static Result<std::unique_ptr<Wallboard>> open(const std::filesystem::path& file,
                                                               Now now);
  ~Wallboard();

  /// What is open of a tenant. kInvalid for a limit out of 0 to 100.
  [[nodiscard]] Result<v1::GetWallboardResponse> show(const v1::GetWallboardRequest& request) const;

 private:
  class Impl;
  explicit Wallboard(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::insight
