#pragma once

#include <functional>

namespace escalon::service {

class Health;
class HttpServer;
class Metrics;

/// Adds /livez (looks at nothing), /readyz and /metrics. All outlive the server. `refresh` is
/// called before each rendering of the metrics, to set what is cheaper to ask for than to count; it
/// may be empty.
void add_operations_routes(HttpServer& server, const Health& health, const Metrics& metrics,
                           std::function<void()> refresh = nullptr);

}  // namespace escalon::service
