#pragma once

#include <string>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/calendar/calendar.hpp"
#include "escalon/service/exit_code.hpp"

namespace escalon::cli {

/// Why a question is not answered: what to print, and the exit status.
struct Refusal {
  service::ExitCode code = service::ExitCode::kFailed;
  std::string message;
};

template <typename T>
using Answer = Result<T, Refusal>;

/// Which calendar is asked: one of a policy, or one that the flags describe.
struct CalendarOptions {
  std::string policy;    ///< Folder; empty where the flags describe the calendar.
  std::string calendar;  ///< Name in the policy; may be empty where the policy has one alone.
  std::string zone = "UTC";
  std::vector<std::string> hours;     ///< As `mon-fri 08:30-12:00 13:00-17:00`, or `always`.
  std::vector<std::string> holidays;  ///< As `2025-12-25` or `12-25`, with `=NAME` if it has one.
  std::vector<std::string> holiday_files;  ///< iCalendar files.
};

/// Finds or makes the calendar. Reads files.
[[nodiscard]] Answer<calendar::Calendar> calendar_of(const CalendarOptions& options);

}  // namespace escalon::cli
