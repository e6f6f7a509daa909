#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/command/v1/command.pb.h"

namespace escalon::intake {

/// Checks a command and fills in what it may leave out: `tenant`, `command_id` (`fresh_id`) and
/// `issued_at` (`now`). The error names the field, the reason and the remedy. Whether the command
/// makes sense is for its stage to say.
[[nodiscard]] Status check_command(command::v1::Command& command, absl::Time now,
                                   std::string_view fresh_id);

/// What is ordered, as the API names it: `acknowledge`, `set_presence` …; empty where nothing is.
[[nodiscard]] std::string command_name(const command::v1::Command& command);

}  // namespace escalon::intake
