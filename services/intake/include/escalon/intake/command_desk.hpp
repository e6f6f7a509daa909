#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/intake/v1/intake_service.pb.h"

namespace escalon::intake {

class CommandOutcomes;
class Intake;

/// Takes a command, sees to it that it is durable, and waits for what becomes of it. Thread-safe.
class CommandDesk {
 public:
  using Answer = std::function<void(Result<v1::SubmitCommandResponse>)>;

  CommandDesk(Intake& intake, CommandOutcomes& outcomes,
              absl::Duration longest_wait = absl::Seconds(15));

  /// Calls `answer` once. A command without a case finds it by its escalation id; kNotFound where
  /// that is unknown. An outcome that is not known in time is answered COMMAND_OUTCOME_PENDING.
  /// `traceparent` is that of the request.
  void submit(v1::SubmitCommandRequest request, Answer answer, std::string_view traceparent = {});

 private:
  [[nodiscard]] Status find_case(command::v1::Command& command) const;

  Intake& intake_;
  CommandOutcomes& outcomes_;
  const absl::Duration longest_wait_;
};

}  // namespace escalon::intake
