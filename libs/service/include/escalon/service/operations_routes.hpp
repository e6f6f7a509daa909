#pragma once

#include <functional>

namespace escalon::service {

class Health;
class HttpServer;
class MeshClock;
class Metrics;

/// Adds /livez (looks at nothing), /readyz and /metrics. All outlive the server. `refresh` is
/// called before each rendering of the metrics, to set what is cheaper to ask for than to count; it
/// may be empty.
void add_operations_routes(HttpServer& server, const Health& health, const Metrics& metrics,
                           std::function<void()> refresh = nullptr);

/// Adds the check `clock`, and POST /v1/clock:accept, by which an operator takes the wall clock for
/// right after a jump. All outlive the server.
void watch_clock(HttpServer& server, Health& health, MeshClock& clock);

}  // namespace escalon::service
