#pragma once

#include <vector>

#include "compiled.hpp"

namespace escalon::rota {

/// Who is on call at one instant, and the next one at which that may change.
class Look {
 public:
  Look(const absl::TimeZone& zone, absl::Time at) : zone_(zone), at_(at) {}

  void at_layers(const std::vector<CompiledLayer>& layers);
  /// Changes what the layers said.
  void at_overrides(const std::vector<CompiledOverride>& overrides, absl::Duration longest);
  /// True where a temporary schedule holds; then it has said who is on call.
  [[nodiscard]] bool at_temporary(const std::vector<CompiledTemporary>& temporary);

  [[nodiscard]] std::vector<OnCall>& people() { return people_; }
  /// After `at`; everybody stays until then.
  [[nodiscard]] absl::Time until() const { return until_; }

 private:
  void at_rotation(const CompiledLayer& layer, const CompiledRotation& rotation,
                   std::vector<OnCall>& out);
  /// Notes an instant at which something changes.
  void changes_at(absl::Time at);
  [[nodiscard]] bool within(const Period& period);

  const absl::TimeZone& zone_;
  absl::Time at_;
  absl::Time until_ = absl::InfiniteFuture();
  std::vector<OnCall> people_;
};

}  // namespace escalon::rota
