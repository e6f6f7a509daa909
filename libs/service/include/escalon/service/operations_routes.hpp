#pragma once

namespace escalon::service {

class Health;
class HttpServer;
class Metrics;

/// Adds /livez (looks at nothing), /readyz and /metrics. All three outlive the server.
void add_operations_routes(HttpServer& server, const Health& health, const Metrics& metrics);

}  // namespace escalon::service
