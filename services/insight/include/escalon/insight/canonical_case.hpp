#pragma once

#include <string>

#include "escalon/insight/v1/insight_service.pb.h"

namespace escalon::insight {

/// The case as one line of JSON that two runs over the same input share, whatever crashed in
/// between: fields in a fixed order, timeline by event id. Left out is what depends on when and how
/// often something was tried: `decided_at`, entry, position, offsets within causes, instants of
/// assignments and deliveries, failed attempts, and similar
/// cases.
[[nodiscard]] std::string canonical_json(const v1::CaseView& view);

}  // namespace escalon::insight
