#pragma once

#include <string>

namespace escalon::service {
class HttpServer;
}

namespace escalon::insight {

class PolicyAnswers;
class ReadModel;
class Wallboard;

/// Adds GET /v1/cases/{case_id}?tenant=&position=&canonical=, GET
/// /v1/similar/{case_id}?tenant=&limit=, GET /v1/kpi?tenant=&by=&since=, GET
/// /v1/wallboard?tenant=&limit=, GET /v1/watch?tenant=&case_id=&after= (server-sent events) and GET
/// /v1/openapi.json, and the console page at / and /console. With `canonical=true` a case is
/// `canonical_json`. The model and the wallboard outlive the server.
void add_insight_routes(service::HttpServer& server, const ReadModel& model,
                        const Wallboard& wallboard);

/// Adds POST /v1/preview, whose body is a PreviewPolicyRequest, and GET
/// /v1/explain/{case_id}?tenant=. The answers outlive the server.
void add_policy_answer_routes(service::HttpServer& server, PolicyAnswers& answers);

/// The description of the HTTP interface in OpenAPI 3.0, its schemas made from the protos.
[[nodiscard]] std::string openapi_json();

}  // namespace escalon::insight
