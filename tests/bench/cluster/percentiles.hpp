#pragma once

#include <string>
#include <vector>

namespace escalon::bench {

/// Measured values of one kind; any unit.
class Percentiles {
 public:
  void add(double value) { values_.push_back(value); }
  [[nodiscard]] std::size_t count() const { return values_.size(); }
  /// `{"p50":…,"p99":…,"p999":…,"max":…}` of what was added so far, nearest rank; zeros where
  /// nothing was.
  [[nodiscard]] std::string json() const;

 private:
  std::vector<double> values_;
};

}  // namespace escalon::bench
