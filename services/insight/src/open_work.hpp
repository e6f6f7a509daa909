#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "escalon/insight/v1/read_model.pb.h"
#include "escalon/insight/v1/wallboard.pb.h"

namespace escalon::insight {

/// Sums up the escalations and clocks of open cases. Thread-compatible.
class OpenWork {
 public:
  void add(const v1::CaseRow& row);
  /// How many escalations a person has or is asked about.
  [[nodiscard]] std::int64_t load_of(const std::string& person) const;
  /// Fills in escalations and clocks, of each list at most `limit`.
  void tell(v1::GetWallboardResponse& response, std::size_t limit);

 private:
  struct DueClock {
    std::int64_t due_at_ms = 0;
    std::string case_id;
    std::string clock;
    std::string target;
    friend auto operator<=>(const DueClock&, const DueClock&) = default;
  };
  void add_clocks(const v1::CaseRow& row);

  std::map<std::pair<std::string, std::int32_t>, v1::OpenEscalations> escalations_;
  std::map<std::string, std::int64_t> loads_;  // by person
  std::vector<DueClock> breached_;
  std::vector<DueClock> due_;
};

}  // namespace escalon::insight
