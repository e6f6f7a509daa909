#include "escalon/service/operations_routes.hpp"

#include <utility>

#include "escalon/service/health.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/metrics.hpp"

namespace escalon::service {
namespace {

HttpResponse plain_text(int status, std::string body) {
  HttpResponse response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

}  // namespace

void add_operations_routes(HttpServer& server, const Health& health, const Metrics& metrics,
                           std::function<void()> refresh) {
  server.get("/livez", [](const HttpRequest&) { return plain_text(200, "alive\n"); });
  server.get("/readyz", [&health](const HttpRequest&) {
    const Health::Report report = health.report();
    return plain_text(report.ready ? 200 : 503, report.text);
  });
  server.get("/metrics", [&metrics, refresh = std::move(refresh)](const HttpRequest&) {
    if (refresh) {
      refresh();
    }
    HttpResponse response = plain_text(200, metrics.render());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    return response;
  });
}

void watch_clock(HttpServer& server, Health& health, MeshClock& clock) {
  health.add("clock", [&clock] {
    const std::string trouble = clock.trouble();
    return trouble.empty() ? trouble : trouble + "; see escalon doctor --accept-clock";
  });
  server.post("/v1/clock:accept", [&clock](const HttpRequest&) {
    clock.accept_wall_clock();
    return HttpResponse{200, "{}\n", "application/json", {}};
  });
}

}  // namespace escalon::service
