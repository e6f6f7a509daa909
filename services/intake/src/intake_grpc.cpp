#include "escalon/intake/intake_grpc.hpp"

#include <grpcpp/grpcpp.h>

#include <mutex>
#include <optional>
#include <utility>

#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/intake/v1/intake_service.grpc.pb.h"
#include "rpc_status.hpp"

namespace escalon::intake {
namespace {

// The trace context of a call; it lives as long as the call.
std::string_view trace_of(const grpc::CallbackServerContext& context) {
  const auto found = context.client_metadata().find("traceparent");
  return found == context.client_metadata().end()
             ? std::string_view()
             : std::string_view(found->second.data(), found->second.size());
}

// One client stream. Reads are one at a time and stop while too much is under way; the call
// finishes when everything that was read is durable, or at the first refusal. Deletes itself when
// gRPC is done with it: what is noted and what follows from it are one critical section, so that
// nobody touches it after another thread has seen the end, and Finish comes last, outside the lock.
class EventStreamReactor final : public grpc::ServerReadReactor<v1::PublishEventsRequest> {
 public:
  EventStreamReactor(Intake& intake, v1::PublishEventsResponse& response, std::string_view trace)
      : intake_(intake), response_(response), trace_(trace) {
    StartRead(&request_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      std::unique_lock lock(mutex_);
      reading_ = false;
      ended_ = true;
      go_on(std::move(lock));
      return;
    }
    {
      const std::lock_guard lock(mutex_);
      reading_ = false;
      ++under_way_;
      publishing_ = true;
    }
    intake_.publish(
        std::move(*request_.mutable_event()),
        [this](const Result<AcceptedEvent>& accepted) { settled(accepted); }, trace_);
    std::unique_lock lock(mutex_);
    publishing_ = false;
    go_on(std::move(lock));
  }

  void OnDone() override { delete this; }

 private:
  static constexpr int kUnderWayMax = 256;

  void settled(const Result<AcceptedEvent>& accepted) {
    std::unique_lock lock(mutex_);
    --under_way_;
    if (accepted) {
      response_.set_accepted(response_.accepted() + 1);
    } else if (!refusal_) {
      refusal_ = to_rpc_status(accepted.error());
    }
    go_on(std::move(lock));
  }

  // While publishing_, OnReadDone is still at work, perhaps below us, and goes on itself. A read is
  // begun under the lock, lest another thread finish before it.
  void go_on(std::unique_lock<std::mutex> lock) {
    if (finished_ || publishing_) {
      return;
    }
    if ((ended_ || refusal_) && under_way_ == 0) {
      finished_ = true;
      const grpc::Status status = refusal_.value_or(grpc::Status::OK);
      lock.unlock();
      Finish(status);
    } else if (!ended_ && !refusal_ && !reading_ && under_way_ < kUnderWayMax) {
      reading_ = true;
      StartRead(&request_);
    }
  }

  Intake& intake_;
  v1::PublishEventsResponse& response_;
  const std::string trace_;
  v1::PublishEventsRequest request_;
  std::mutex mutex_;
  int under_way_ = 0;
  bool reading_ = true;
  bool publishing_ = false;
  bool ended_ = false;
  bool finished_ = false;
  std::optional<grpc::Status> refusal_;
};

class IntakeServiceImpl final : public v1::IntakeService::CallbackService {
 public:
  IntakeServiceImpl(Intake& intake, CommandDesk& desk) : intake_(intake), desk_(desk) {}

  grpc::ServerUnaryReactor* PublishEvent(grpc::CallbackServerContext* context,
                                         const v1::PublishEventRequest* request,
                                         v1::PublishEventResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const auto answer = [reactor, response](const Result<AcceptedEvent>& accepted) {
      if (!accepted) {
        reactor->Finish(to_rpc_status(accepted.error()));
        return;
      }
      response->set_event_id(accepted->event_id);
      response->set_case_id(accepted->case_id);
      response->set_tenant(accepted->tenant);
      reactor->Finish(grpc::Status::OK);
    };
    intake_.publish(request->event(), answer, trace_of(*context));
    return reactor;
  }

  grpc::ServerReadReactor<v1::PublishEventsRequest>* PublishEvents(
      grpc::CallbackServerContext* context, v1::PublishEventsResponse* response) override {
    return new EventStreamReactor(intake_, *response, trace_of(*context));
  }

  grpc::ServerUnaryReactor* SubmitCommand(grpc::CallbackServerContext* context,
                                          const v1::SubmitCommandRequest* request,
                                          v1::SubmitCommandResponse* response) override {
    auto* reactor = context->DefaultReactor();
    const auto finish = [reactor, response](Result<v1::SubmitCommandResponse> answer) {
      if (!answer) {
        reactor->Finish(to_rpc_status(answer.error()));
        return;
      }
      *response = std::move(answer).value();
      reactor->Finish(grpc::Status::OK);
    };
    desk_.submit(*request, finish, trace_of(*context));
    return reactor;
  }

 private:
  Intake& intake_;
  CommandDesk& desk_;
};

}  // namespace

std::unique_ptr<grpc::Service> make_intake_service(Intake& intake, CommandDesk& desk) {
  return std::make_unique<IntakeServiceImpl>(intake, desk);
}

}  // namespace escalon::intake
