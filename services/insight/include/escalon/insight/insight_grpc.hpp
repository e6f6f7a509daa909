#pragma once

#include <memory>

namespace grpc {
class Service;
}

namespace escalon::insight {

class ReadModel;

/// InsightService over the read model; register it with a server. The model outlives it.
[[nodiscard]] std::unique_ptr<grpc::Service> make_insight_service(const ReadModel& model);

}  // namespace escalon::insight
