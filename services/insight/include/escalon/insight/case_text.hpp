#pragma once

#include <string>
#include <string_view>

#include "escalon/insight/v1/insight_service.pb.h"

namespace escalon::insight {

/// How a case is shown on a terminal.
struct CaseTextOptions {
  bool colour = false;
  bool causes = true;  ///< What made each entry, behind it.
};

/// A case for people: its state, its clocks with the ends of the sums of their due instants, its
/// escalations, and the timeline with the cause of each entry. Ends with a line end.
[[nodiscard]] std::string render_case(const v1::CaseView& view, const CaseTextOptions& options);

/// A resolved escalation that is like a case, in a few lines: how it ended and why it is like it.
[[nodiscard]] std::string render_similar(const v1::SimilarCase& similar,
                                         const CaseTextOptions& options);

/// The figures as a table, a line each and the total last. Times in hours, minutes, seconds.
[[nodiscard]] std::string render_kpi(const v1::GetKpiResponse& kpi);
/// The clocks of a case alone, each with its whole sum; with a name only that clock. Empty where
/// there is none.
[[nodiscard]] std::string render_sums(const v1::CaseView& view, std::string_view clock,
                                      const CaseTextOptions& options);

/// One line of a timeline, without a line end.
[[nodiscard]] std::string render_item(const v1::TimelineItem& item, const CaseTextOptions& options);

}  // namespace escalon::insight
