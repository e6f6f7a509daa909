#pragma once

#include <string>

#include "escalon/command/v1/command.pb.h"
#include "escalon/service/exit_code.hpp"

namespace escalon::cli {

/// Sends a command, waits for its outcome and prints it. A refusal prints the reason and is
/// kFailed.
[[nodiscard]] service::ExitCode submit(const std::string& to, const command::v1::Command& command,
                                       bool no_wait);

/// True for what looks like an escalation's id: 32 lower-case hexadecimal digits.
[[nodiscard]] bool looks_like_escalation(const std::string& id);

/// Who gives orders from this terminal: the user's name.
[[nodiscard]] std::string default_actor();

}  // namespace escalon::cli
