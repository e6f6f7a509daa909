#pragma once

#include <string>
#include <vector>

#include "advance.hpp"
#include "escalon/sla/sla_policy.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::sla {

/// One clock, worked out from facts alone.
struct DerivedClock {
  ClockGroup group;
  std::vector<v1::ClockRun> runs;  ///< By start. Without numbers, generations and breaches.
  bool stopped_early = false;
};

/// A case, worked out from facts alone.
struct Derived {
  v1::CaseFacts facts;
  std::vector<DerivedClock> clocks;
};

/// Facts in event-time order; not owned.
using FactList = std::vector<const v1::Fact*>;

/// The state's facts with one more at its place: after all that are not younger.
[[nodiscard]] FactList with_fact(const v1::CaseClocks& state, const v1::Fact& fact);

/// Works the clocks of `policy` out: from `base`, over the first `count` of `facts`.
[[nodiscard]] Derived derive(const v1::SettledBase& base, std::string_view tenant,
                             const FactList& facts, std::size_t count, const SlaPolicy& policy);

/// The event that makes the older half of `facts` final.
[[nodiscard]] v1::SlaEvent settle(const v1::CaseClocks& state, std::string_view tenant,
                                  const FactList& facts, const SlaPolicy& policy);

}  // namespace escalon::sla
