#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "escalon/base/ids.hpp"
#include "escalon/insight/v1/policy_preview.pb.h"
#include "escalon/sla/foretell.hpp"

namespace escalon::insight {

/// Counts clocks that a policy would change, by clock and team, and keeps some of each. What it
/// holds is bounded.
class PreviewGroups {
 public:
  explicit PreviewGroups(int examples) : examples_(examples) {}

  /// The case's clocks would change so, at once or when it is next touched.
  void add(const Key& key, const std::string& team, const std::vector<sla::ForetoldChange>& changes,
           bool when_touched);

  /// Writes figures and groups, the largest first.
  void write(v1::PreviewPolicyResponse& out) const;

 private:
  void count(v1::PreviewGroup& group, const v1::ClockChange& change,
             const sla::ForetoldChange& foretold) const;

  int examples_;
  std::map<std::pair<std::string, std::string>, v1::PreviewGroup> groups_;
  std::int64_t cases_ = 0;
  std::int64_t clocks_ = 0;
  std::int64_t not_shown_ = 0;
};

}  // namespace escalon::insight
