#include "escalon/intake/policy_routes.hpp"

#include <utility>

#include "escalon/events/codec.hpp"
#include "escalon/policy/snapshot.hpp"
#include "escalon/service/http_error.hpp"
#include "escalon/service/http_server.hpp"
#include "escalon/service/policy_topic.hpp"

namespace escalon::intake {
namespace {

service::HttpResponse publish(const service::HttpRequest& request, journal::Producer& producer,
                              absl::Time now) {
  policy::v1::PolicySnapshot snapshot;
  if (const Status parsed = events::parse_json(request.body, snapshot); !parsed) {
    return service::error_response(parsed.error());
  }
  const auto compiled = policy::compile_sent(snapshot);
  if (!compiled) {
    return service::error_response(compiled.error());
  }
  if (const Status published = service::publish_policy(producer, **compiled, now); !published) {
    return service::error_response(published.error());
  }
  service::HttpResponse response;
  response.body = "{\"hash\":" + service::json_string((*compiled)->hash) +
                  ",\"name\":" + service::json_string((*compiled)->name) + "}\n";
  return response;
}

}  // namespace

void add_policy_routes(service::HttpServer& server, journal::Producer& producer,
                       std::function<absl::Time()> now) {
  server.post("/v1/policies", [&producer, now = std::move(now)](const auto& request) {
    return publish(request, producer, now());
  });
}

}  // namespace escalon::intake
