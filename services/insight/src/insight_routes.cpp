#include "escalon/insight/insight_routes.hpp"

#include "absl/strings/numbers.h"
#include "console_routes.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/insight/canonical_case.hpp"
#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/wallboard.hpp"
#include "escalon/service/http_error.hpp"
#include "escalon/service/http_server.hpp"
#include "watch_cursor.hpp"

namespace escalon::insight {
namespace {

using service::HttpRequest;
using service::HttpResponse;

constexpr absl::Duration kPositionWait = absl::Seconds(10);
// A quiet stream says now and then that it lives, so that dead connections are noticed.
constexpr absl::Duration kPulse = absl::Seconds(1);

HttpResponse get_case(const ReadModel& model, const HttpRequest& request) {
  if (const std::string position = request.parameter("position"); !position.empty()) {
    if (const Status folded = model.wait_for(position, kPositionWait); !folded) {
      return service::error_response(folded.error());
    }
  }
  const auto view = model.find_case(request.parameter("tenant"), request.path.at(0));
  if (!view) {
    return service::error_response(view.error());
  }
  HttpResponse response;
  const bool canonical = request.parameter("canonical") == "true";
  response.body = (canonical ? canonical_json(*view) : events::to_json(*view)) + "\n";
  return response;
}

template <typename Message>
HttpResponse answer(const Result<Message>& found) {
  if (!found) {
    return service::error_response(found.error());
  }
  HttpResponse response;
  response.body = events::to_json(*found) + "\n";
  return response;
}

// The parameter `limit`; 0 where it is absent.
Result<std::int32_t> limit_of(const HttpRequest& request) {
  const std::string limit = request.parameter("limit");
  std::int32_t number = 0;
  if (!limit.empty() && !absl::SimpleAtoi(limit, &number)) {
    return invalid("limit: '" + limit + "' is no number; write 1, 2 or more");
  }
  return number;
}

HttpResponse get_similar(const ReadModel& model, const HttpRequest& request) {
  v1::FindSimilarRequest question;
  question.set_tenant(request.parameter("tenant"));
  question.set_case_id(request.path.at(0));
  const auto limit = limit_of(request);
  if (!limit) {
    return service::error_response(limit.error());
  }
  question.set_limit(*limit);
  return answer(model.find_similar(question));
}

HttpResponse get_wallboard(const Wallboard& wallboard, const HttpRequest& request) {
  v1::GetWallboardRequest question;
  question.set_tenant(request.parameter("tenant"));
  const auto limit = limit_of(request);
  if (!limit) {
    return service::error_response(limit.error());
  }
  question.set_limit(*limit);
  return answer(wallboard.show(question));
}

HttpResponse get_kpi(const ReadModel& model, const HttpRequest& request) {
  v1::GetKpiRequest question;
  question.set_tenant(request.parameter("tenant"));
  question.set_by(request.parameter("by"));
  question.set_since(request.parameter("since"));
  return answer(model.kpi(question));
}

HttpResponse post_preview(PolicyAnswers& answers, const HttpRequest& request) {
  v1::PreviewPolicyRequest question;
  if (const Status parsed = events::parse_json(request.body, question); !parsed) {
    return service::error_response(parsed.error());
  }
  return answer(answers.preview(question));
}

HttpResponse get_explanation(PolicyAnswers& answers, const HttpRequest& request) {
  v1::ExplainCaseRequest question;
  question.set_tenant(request.parameter("tenant"));
  question.set_case_id(request.path.at(0));
  return answer(answers.explain(question));
}

void watch(const ReadModel& model, const HttpRequest& request, service::EventStream& stream) {
  v1::WatchRequest filter;
  filter.set_tenant(request.parameter("tenant"));
  filter.set_case_id(request.parameter("case_id"));
  std::int64_t after = 0;
  if (absl::SimpleAtoi(request.parameter("after"), &after)) {
    filter.set_after_entry(after);
  }
  WatchCursor cursor(model, filter);
  bool open = stream.send(": watching\n\n");
  while (open && !stream.closed()) {
    const auto items = cursor.next(kPulse);
    if (items.empty()) {
      open = stream.send(": \n\n");
    }
    for (const auto& item : items) {
      open = open && stream.send("id: " + std::to_string(item.entry()) +
                                 "\ndata: " + events::to_json(item) + "\n\n");
    }
  }
}

}  // namespace

// Paths are matched decoded, so that the slash of a case id is one: the id is all of the rest.
void add_policy_answer_routes(service::HttpServer& server, PolicyAnswers& answers) {
  server.post("/v1/preview",
              [&answers](const HttpRequest& request) { return post_preview(answers, request); });
  server.get("/v1/explain/(.+)",
             [&answers](const HttpRequest& request) { return get_explanation(answers, request); });
}

void add_insight_routes(service::HttpServer& server, const ReadModel& model,
                        const Wallboard& wallboard) {
  server.get("/v1/cases/(.+)",
             [&model](const HttpRequest& request) { return get_case(model, request); });
  server.get("/v1/similar/(.+)",
             [&model](const HttpRequest& request) { return get_similar(model, request); });
  server.get("/v1/kpi", [&model](const HttpRequest& request) { return get_kpi(model, request); });
  server.get("/v1/wallboard", [&wallboard](const HttpRequest& request) {
    return get_wallboard(wallboard, request);
  });
  add_console_routes(server);
  server.stream("/v1/watch", [&model](const HttpRequest& request, service::EventStream& stream) {
    watch(model, request, stream);
  });
  server.get("/v1/openapi.json", [](const HttpRequest&) {
    HttpResponse response;
    response.body = openapi_json();
    return response;
  });
}

}  // namespace escalon::insight
