#pragma once

#include <grpcpp/support/status.h>

#include "escalon/base/result.hpp"

namespace escalon::intake {

/// The gRPC status of an error, with google.rpc details: ErrorInfo always, BadRequest for kInvalid,
/// RetryInfo for kExhausted and kUnavailable.
[[nodiscard]] grpc::Status to_rpc_status(const Error& error);

}  // namespace escalon::intake
