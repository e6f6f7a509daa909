#include "escalon/insight/insight_grpc.hpp"

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <utility>

#include "call_threads.hpp"
#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/v1/insight_service.grpc.pb.h"
#include "escalon/insight/wallboard.hpp"
#include "watch_cursor.hpp"

namespace escalon::insight {
namespace {

constexpr absl::Duration kPositionWait = absl::Seconds(10);
constexpr absl::Duration kPulse = absl::Milliseconds(500);

grpc::Status to_status(const Error& error) {
  switch (error.kind) {
    case Error::Kind::kNotFound:
      return {grpc::StatusCode::NOT_FOUND, error.message};
    case Error::Kind::kInvalid:
      return {grpc::StatusCode::INVALID_ARGUMENT, error.message};
    case Error::Kind::kExhausted:
      return {grpc::StatusCode::RESOURCE_EXHAUSTED, error.message};
    case Error::Kind::kUnavailable:
      return {grpc::StatusCode::UNAVAILABLE, error.message};
    default:
      return {grpc::StatusCode::INTERNAL, error.message};
  }
}

grpc::Status too_many() {
  return {grpc::StatusCode::RESOURCE_EXHAUSTED,
          "too many calls wait or watch; end one and try again"};
}

// One watcher. Deletes itself when gRPC is done with it, so that Finish is the last thing that its
// thread does with it.
class WatchReactor final : public grpc::ServerWriteReactor<v1::WatchResponse> {
 public:
  WatchReactor(const ReadModel& model, v1::WatchRequest filter)
      : cursor_(model, std::move(filter)) {}

  void OnWriteDone(bool ok) override {
    ended_ = ended_ || !ok;
    written_ = true;
    written_.notify_one();
  }
  void OnCancel() override { ended_ = true; }
  void OnDone() override { delete this; }

  // On a thread of its own: waits for entries and writes them until the client goes or the server
  // stops.
  void run(const std::stop_token& stop) {
    while (!stop.stop_requested() && !ended_) {
      for (auto& item : cursor_.next(kPulse)) {
        if (!ended_) {
          *response_.mutable_item() = std::move(item);
          written_ = false;
          StartWrite(&response_);
          written_.wait(false);
        }
      }
    }
    Finish(grpc::Status::OK);
  }

 private:
  WatchCursor cursor_;
  v1::WatchResponse response_;
  std::atomic<bool> written_ = true;
  std::atomic<bool> ended_ = false;
};

class InsightServiceImpl final : public v1::InsightService::CallbackService {
 public:
  InsightServiceImpl(const ReadModel& model, const Wallboard& wallboard, PolicyAnswers& answers)
      : model_(model), wallboard_(wallboard), answers_(answers) {}

  grpc::ServerUnaryReactor* GetCase(grpc::CallbackServerContext* context,
                                    const v1::GetCaseRequest* request,
                                    v1::GetCaseResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const auto answer = [this, request, response, reactor](const std::stop_token&) {
      reactor->Finish(get_case(*request, *response));
    };
    if (request->position().empty()) {
      answer({});
    } else if (!threads_.run(answer)) {
      reactor->Finish(too_many());
    }
    return reactor;
  }

  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext*,
                                                     const v1::WatchRequest* request) override {
    auto* reactor = new WatchReactor(model_, *request);
    if (!threads_.run([reactor](const std::stop_token& stop) { reactor->run(stop); })) {
      reactor->Finish(too_many());
    }
    return reactor;
  }

  grpc::ServerUnaryReactor* FindSimilar(grpc::CallbackServerContext* context,
                                        const v1::FindSimilarRequest* request,
                                        v1::FindSimilarResponse* response) override {
    return finish(context, model_.find_similar(*request), *response);
  }

  grpc::ServerUnaryReactor* GetKpi(grpc::CallbackServerContext* context,
                                   const v1::GetKpiRequest* request,
                                   v1::GetKpiResponse* response) override {
    return finish(context, model_.kpi(*request), *response);
  }

  grpc::ServerUnaryReactor* GetWallboard(grpc::CallbackServerContext* context,
                                         const v1::GetWallboardRequest* request,
                                         v1::GetWallboardResponse* response) override {
    return finish(context, wallboard_.show(*request), *response);
  }

  grpc::ServerUnaryReactor* ExplainCase(grpc::CallbackServerContext* context,
                                        const v1::ExplainCaseRequest* request,
                                        v1::ExplainCaseResponse* response) override {
    return finish(context, answers_.explain(*request), *response);
  }

  grpc::ServerUnaryReactor* PreviewPolicy(grpc::CallbackServerContext* context,
                                          const v1::PreviewPolicyRequest* request,
                                          v1::PreviewPolicyResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const bool runs = threads_.run([this, request, response, reactor](const std::stop_token&) {
      auto found = answers_.preview(*request);
      if (found) {
        *response = std::move(found).value();
      }
      reactor->Finish(found ? grpc::Status::OK : to_status(found.error()));
    });
    if (!runs) {
      reactor->Finish(too_many());
    }
    return reactor;
  }

 private:
  template <typename Message>
  static grpc::ServerUnaryReactor* finish(grpc::CallbackServerContext* context,
                                          Result<Message> found, Message& response) {
    auto* reactor = context->DefaultReactor();
    if (found) {
      response = std::move(found).value();
    }
    reactor->Finish(found ? grpc::Status::OK : to_status(found.error()));
    return reactor;
  }

  [[nodiscard]] grpc::Status get_case(const v1::GetCaseRequest& request,
                                      v1::GetCaseResponse& response) const {
    if (!request.position().empty()) {
      if (const Status folded = model_.wait_for(request.position(), kPositionWait); !folded) {
        return to_status(folded.error());
      }
    }
    auto view = model_.find_case(request.tenant(), request.case_id());
    if (!view) {
      return to_status(view.error());
    }
    *response.mutable_case_() = std::move(view).value();
    return grpc::Status::OK;
  }

  const ReadModel& model_;
  const Wallboard& wallboard_;
  PolicyAnswers& answers_;
  CallThreads threads_;
};

}  // namespace

std::unique_ptr<grpc::Service> make_insight_service(const ReadModel& model,
                                                    const Wallboard& wallboard,
                                                    PolicyAnswers& answers) {
  return std::make_unique<InsightServiceImpl>(model, wallboard, answers);
}

}  // namespace escalon::insight
