#include "escalon/service/health.hpp"

namespace escalon::service {

void Health::add(std::string name, Check check) {
  const std::lock_guard lock(mutex_);
  checks_.emplace_back(std::move(name), std::move(check));
}

void Health::stopping() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
}

Health::Report Health::report() const {
  const std::lock_guard lock(mutex_);
  Report report;
  for (const auto& [name, check] : checks_) {
    const std::string reason = check();
    report.ready = report.ready && reason.empty();
    report.text += name + ": " + (reason.empty() ? "ok" : reason) + "\n";
  }
  if (stopping_) {
    report = {false, "stopping\n"};
  }
  return report;
}

}  // namespace escalon::service
