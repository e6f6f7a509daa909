#pragma once

#include <functional>

#include "absl/time/time.h"

namespace escalon::journal {
class Producer;
}
namespace escalon::service {
class HttpServer;
}

namespace escalon::intake {

/// Adds POST /v1/policies: takes a policy as the files of a PolicySnapshot in JSON, compiles it,
/// and publishes it on the topic `policy`; from then on it decides. Answers its hash and name when
/// it is durable; 400 with every error that it has. References outlive the server.
void add_policy_routes(service::HttpServer& server, journal::Producer& producer,
                       std::function<absl::Time()> now);

}  // namespace escalon::intake
