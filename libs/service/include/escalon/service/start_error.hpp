#pragma once

#include <string>

#include "escalon/service/exit_code.hpp"

namespace escalon::service {

/// Why a program could not start.
struct StartError {
  ExitCode code = ExitCode::kFailed;
  std::string message;  ///< What is wrong, where, and what to do.
};

}  // namespace escalon::service
