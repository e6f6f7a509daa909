#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace escalon::insight {

class ReadModel;
class Wallboard;

/// InsightService over the read model; register it with a server. The model and the wallboard
/// outlive it.
[[nodiscard]] std::unique_ptr<grpc::Service> make_insight_service(const ReadModel& model,
                                                                  const Wallboard& wallboard);

}  // namespace escalon::insight
