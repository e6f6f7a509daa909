#include "escalon/intake/intake_routes.hpp"

#include <fmt/format.h>

#include <future>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/match.h"
#include "body_error.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/service/http_error.hpp"
#include "escalon/service/http_server.hpp"

namespace escalon::intake {
namespace {

using service::HttpRequest;
using service::HttpResponse;
using service::json_string;
using Accepted = Result<AcceptedEvent>;

// So many events of one body are under way at once.
constexpr std::size_t kWindow = 512;
constexpr std::size_t kRefusalsShownMax = 100;

HttpResponse ok(std::string body) {
  HttpResponse response;
  response.body = std::move(body);
  return response;
}

HttpResponse refused(const Error& error, const google::protobuf::Descriptor& type) {
  if (error.kind != Error::Kind::kInvalid) {
    return service::error_response(error);
  }
  return service::error_response(error, {violation_of(error, type)});
}

std::future<Accepted> publish(Intake& intake, std::string_view line, const std::string& trace) {
  auto promise = std::make_shared<std::promise<Accepted>>();
  auto event = events::parse_event_json(line);
  if (!event) {
    promise->set_value(explain_body(line, event.error()));
  } else {
    intake.publish(
        std::move(event).value(),
        [promise](Accepted accepted) { promise->set_value(std::move(accepted)); }, trace);
  }
  return promise->get_future();
}

HttpResponse publish_one(Intake& intake, const HttpRequest& request) {
  const Accepted accepted = publish(intake, request.body, request.traceparent).get();
  if (!accepted) {
    return refused(accepted.error(), *ContactEvent::descriptor());
  }
  return ok(fmt::format(
      R"({{"event_id":{},"case_id":{},"tenant":{},"timeline":{}}})"
      "\n",
      json_string(accepted->event_id), json_string(accepted->case_id),
      json_string(accepted->tenant),
      json_string("escalon case " + accepted->case_id +
                  (accepted->tenant == "default" ? "" : " --tenant " + accepted->tenant))));
}

// The lines of a body that became durable, and those that did not.
struct Batch {
  std::size_t accepted = 0;
  Error first{};
  std::vector<service::FieldViolation> refusals;
  std::size_t refused = 0;

  void add(std::size_t line, const Accepted& result) {
    if (result) {
      ++accepted;
      return;
    }
    if (refused++ == 0 || result.error().kind != Error::Kind::kInvalid) {
      first = result.error();
    }
    if (refusals.size() < kRefusalsShownMax) {
      refusals.push_back({fmt::format("line {}", line), result.error().message});
    }
  }
};

HttpResponse answer_batch(const Batch& batch) {
  if (batch.refused == 0) {
    return ok(fmt::format(R"({{"accepted":{}}})"
                          "\n",
                          batch.accepted));
  }
  const Error error{batch.first.kind,
                    fmt::format("{} of {} events were refused, the others are durable; {}: {}",
                                batch.refused, batch.refused + batch.accepted,
                                batch.refusals.front().field, batch.refusals.front().description)};
  return service::error_response(error, batch.refusals);
}

HttpResponse publish_lines(Intake& intake, const HttpRequest& request) {
  std::string_view body = request.body;
  Batch batch;
  std::size_t line = 0;
  std::vector<std::pair<std::size_t, std::future<Accepted>>> window;
  const auto drain = [&] {
    for (auto& [number, result] : window) {
      batch.add(number, result.get());
    }
    window.clear();
  };
  while (!body.empty()) {
    const std::size_t end = body.find('\n');
    const std::string_view text = body.substr(0, end);
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 1);
    ++line;
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    window.emplace_back(line, publish(intake, text, request.traceparent));
    if (window.size() == kWindow) {
      drain();
    }
  }
  drain();
  return answer_batch(batch);
}

HttpResponse submit(CommandDesk& desk, const HttpRequest& request) {
  v1::SubmitCommandRequest submitted;
  submitted.set_no_wait(request.parameter("no_wait") == "true");
  if (const Status parsed = events::parse_json(request.body, *submitted.mutable_command());
      !parsed) {
    return refused(explain_body(request.body, parsed.error()), *Command::descriptor());
  }
  auto promise = std::make_shared<std::promise<Result<v1::SubmitCommandResponse>>>();
  auto answer = promise->get_future();
  desk.submit(
      std::move(submitted),
      [promise](Result<v1::SubmitCommandResponse> response) {
        promise->set_value(std::move(response));
      },
      request.traceparent);
  const auto response = answer.get();
  return response ? ok(events::to_json(*response) + "\n")
                  : refused(response.error(), *Command::descriptor());
}

}  // namespace

void add_intake_routes(service::HttpServer& server, Intake& intake, CommandDesk& desk) {
  server.post("/v1/events", [&intake](const HttpRequest& request) {
    const bool lines = absl::StartsWith(request.content_type, "application/x-ndjson") ||
                       absl::StartsWith(request.content_type, "application/jsonl");
    return lines ? publish_lines(intake, request) : publish_one(intake, request);
  });
  server.post("/v1/commands",
              [&desk](const HttpRequest& request) { return submit(desk, request); });
}

}  // namespace escalon::intake
