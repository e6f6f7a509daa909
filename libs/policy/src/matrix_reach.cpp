#include "matrix_reach.hpp"

namespace escalon::policy {
namespace {

const std::string kNothing;

}  // namespace

const std::string* MatrixReach::taker(const TakenBy& taken, const std::vector<std::string>& wanted,
                                      const std::string* so_far) {
  const auto all = taken.find("*");
  for (const std::string& name : wanted) {
    const auto one = taken.find(name);
    if (one == taken.end() && all == taken.end()) {
      return nullptr;
    }
    so_far = one != taken.end() ? &one->second : &all->second;
  }
  return so_far;
}

const std::string* MatrixReach::covering(const escalation::MatrixRule& rule) const {
  const std::string* by_cause = taker(causes_, rule.causes, &kNothing);
  if (by_cause == nullptr) {
    return nullptr;
  }
  const std::string* covering = taker(clocks_, rule.breach_clocks, by_cause);
  return covering == &kNothing ? nullptr : covering;
}

void MatrixReach::add(const escalation::MatrixRule& rule) {
  if (!rule.when.is_always()) {
    return;
  }
  for (const std::string& cause : rule.causes) {
    causes_.try_emplace(cause, rule.name);
  }
  for (const std::string& clock : rule.breach_clocks) {
    clocks_.try_emplace(clock, rule.name);
  }
}

}  // namespace escalon::policy
