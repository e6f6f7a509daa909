#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
class Registry;
}  // namespace prometheus

namespace escalon::service {

using MetricLabels = std::map<std::string, std::string>;

/// The metrics of a process. Thread-safe. Children live as long as the registry; whoever counts
/// resolves them once.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// The child of a metric with these labels, made at the first call. `name` begins with
  /// `escalon_`.
  [[nodiscard]] prometheus::Counter& counter(const std::string& name, const std::string& help,
                                             const MetricLabels& labels = {});
  [[nodiscard]] prometheus::Gauge& gauge(const std::string& name, const std::string& help,
                                         const MetricLabels& labels = {});
  [[nodiscard]] prometheus::Histogram& histogram(const std::string& name, const std::string& help,
                                                 const std::vector<double>& bounds,
                                                 const MetricLabels& labels = {});

  /// Everything in the text format 0.0.4.
  [[nodiscard]] std::string render() const;

 private:
  std::shared_ptr<prometheus::Registry> registry_;
};

}  // namespace escalon::service
