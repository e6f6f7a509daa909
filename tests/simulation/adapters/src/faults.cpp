#include "escalon/simulated/faults.hpp"

namespace escalon::simulated {
namespace {

constexpr std::array<std::string_view, kFaultKinds> kNames = {"lost_acknowledgement",
                                                              "late_append",
                                                              "duplicate_append",
                                                              "failed_append",
                                                              "late_read_back",
                                                              "slow_reader",
                                                              "stale_ends",
                                                              "view_unreachable",
                                                              "view_slow",
                                                              "view_rolled_back",
                                                              "view_wiped",
                                                              "effect_failed",
                                                              "crash",
                                                              "zombie",
                                                              "clock_step",
                                                              "bad_record",
                                                              "oversize_decision",
                                                              "policy_change"};

}  // namespace

std::string_view fault_name(Fault fault) {
  return kNames[static_cast<std::size_t>(fault)];
}

std::array<std::uint64_t, kFaultKinds> Faults::make_most() {
  std::array<std::uint64_t, kFaultKinds> most{};
  most.fill(UINT64_MAX);
  return most;
}

void Faults::set_rate(Fault fault, double probability) {
  rates_[index(fault)] = probability;
}

bool Faults::strikes(Fault fault) {
  const double rate = rates_[index(fault)];
  return rate > 0 && random_.chance(rate) && force(fault);
}

bool Faults::force(Fault fault) {
  if (!enabled_ || counts_[index(fault)] >= most_[index(fault)]) {
    return false;
  }
  const Strike strike{considered_++, fault};
  if (filter_ && !filter_(strike)) {
    return false;
  }
  ++counts_[index(fault)];
  ++total_;
  return true;
}

}  // namespace escalon::simulated
