#pragma once

#include <string>

#include "command.hpp"

namespace escalon::cli {

/// Each adds one command to `escalon policy`.
void add_policy_check(CLI::App& family, Action& action);
void add_policy_test(CLI::App& family, Action& action);
void add_policy_explain(CLI::App& family, Action& action);
void add_policy_diff(CLI::App& family, Action& action);
void add_policy_schema(CLI::App& family, Action& action);
void add_policy_publish(CLI::App& family, Action& action);

}  // namespace escalon::cli
