#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/staffing/recorded_days.hpp"

namespace escalon::staffing {

/// 1999-02-01T09:00:00Z, when every test begins.
inline const absl::Time kNine = absl::FromUnixSeconds(917859600);

/// Seconds after nine.
[[nodiscard]] absl::Time at(int seconds);

/// A call that came, waited and was served.
[[nodiscard]] Call served(const std::string& id, int arrived, int waited, int service);
/// A call that came, and gave up after it had waited.
[[nodiscard]] Call gave_up(const std::string& id, int arrived, int waited);

/// A day with these calls, in the order of their arrival, and one person, who is there all day.
[[nodiscard]] Day day_of(std::vector<Call> calls);

/// An events file, line by line: contact events of cases in the queue `desk`.
class ToldDays {
 public:
  ToldDays& arrives(const std::string& case_id, absl::Time when, const std::string& queue = "desk");
  ToldDays& answered(const std::string& case_id, absl::Time when, const std::string& agent);
  ToldDays& gives_up(const std::string& case_id, absl::Time when);
  ToldDays& ends(const std::string& case_id, absl::Time when);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  ToldDays& line(const std::string& case_id, absl::Time when, const std::string& rest);

  std::string text_;
};

}  // namespace escalon::staffing
