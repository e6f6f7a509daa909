#pragma once

#include <map>
#include <string>
#include <vector>

#include "escalon/escalation/escalation_policy.hpp"

namespace escalon::policy {

/// What the rules of a matrix so far take without any condition, so that nothing of it reaches a
/// later rule.
class MatrixReach {
 public:
  /// The earlier rule that takes everything that `rule` is for; null where something is left. One
  /// of several such rules is named.
  [[nodiscard]] const std::string* covering(const escalation::MatrixRule& rule) const;

  void add(const escalation::MatrixRule& rule);

 private:
  using TakenBy = std::map<std::string, std::string, std::less<>>;
  static const std::string* taker(const TakenBy& taken, const std::vector<std::string>& wanted,
                                  const std::string* so_far);

  TakenBy causes_;  // cause or `*` → rule
  TakenBy clocks_;
};

}  // namespace escalon::policy
