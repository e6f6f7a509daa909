#include "percentiles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace escalon::bench {

std::string Percentiles::json() const {
  std::vector<double> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double part) {
    if (sorted.empty()) {
      return 0.0;
    }
    const double rank = std::ceil(part * static_cast<double>(sorted.size()));
    return sorted[static_cast<std::size_t>(std::max(rank, 1.0)) - 1];
  };
  return fmt::format(R"({{"p50":{:.3f},"p99":{:.3f},"p999":{:.3f},"max":{:.3f}}})", at(0.5),
                     at(0.99), at(0.999), at(1.0));
}

}  // namespace escalon::bench
