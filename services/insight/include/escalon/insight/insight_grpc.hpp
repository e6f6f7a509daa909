#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace escalon::insight {

class PolicyAnswers;
class ReadModel;
class Wallboard;

/// InsightService over the read model; register it with a server. All three outlive it.
[[nodiscard]] std::unique_ptr<grpc::Service> make_insight_service(const ReadModel& model,
                                                                  const Wallboard& wallboard,
                                                                  PolicyAnswers& answers);

}  // namespace escalon::insight
