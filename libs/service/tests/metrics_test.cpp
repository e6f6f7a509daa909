#include "escalon/service/mesh_metrics.hpp"

#include <gtest/gtest.h>

namespace escalon::service {
namespace {

bool shows(const Metrics& metrics, const std::string& line) {
  return metrics.render().find(line) != std::string::npos;
}

TEST(MeshMetrics, CountsEscalationsByTypeCauseLevelAndTeam) {
  Metrics metrics;
  MeshMetrics mesh(metrics);
  mesh.escalations.count({"functional", "conflict", "1", "billing", "true"});
  mesh.escalations.count({"functional", "conflict", "1", "billing", "true"});
  EXPECT_TRUE(shows(metrics,
                    R"(escalon_escalations_total{automatic="true",cause="conflict",level="1",)"
                    R"(team="billing",type="functional"} 2)"))
      << metrics.render();
}

TEST(MeshMetrics, SplitsLatenessIntoGateWaitAndFiring) {
  Metrics metrics;
  MeshMetrics mesh(metrics);
  mesh.fired(absl::Milliseconds(4), absl::Microseconds(500));
  EXPECT_TRUE(
      shows(metrics, R"(escalon_timer_lateness_seconds_bucket{part="gate_wait",le="0.0025"} 0)"));
  EXPECT_TRUE(
      shows(metrics, R"(escalon_timer_lateness_seconds_bucket{part="gate_wait",le="0.005"} 1)"));
  EXPECT_TRUE(
      shows(metrics, R"(escalon_timer_lateness_seconds_bucket{part="firing",le="0.001"} 1)"));
}

TEST(MeshMetrics, FoldsLabelValuesPastTheBoundIntoOther) {
  Metrics metrics;
  MeshMetrics mesh(metrics);
  for (std::size_t i = 0; i < CountedFamily::kLabelSetsMax + 50; ++i) {
    mesh.breaches.count({"clock" + std::to_string(i)});
    mesh.queue_depth.set("team" + std::to_string(i), 1);
  }
  EXPECT_TRUE(shows(metrics, R"(escalon_breaches_total{clock="other"} 50)"));
  EXPECT_TRUE(shows(metrics, R"(escalon_queue_depth{team="other"} 1)"));
  EXPECT_FALSE(shows(metrics, "team230"));
}

TEST(MeshMetrics, ShowsWhatIsExpectedBeforeItIsCounted) {
  Metrics metrics;
  MeshMetrics mesh(metrics);
  mesh.breaches.expect({"first_response"});
  EXPECT_TRUE(shows(metrics, R"(escalon_breaches_total{clock="first_response"} 0)"));
  mesh.breaches.count({"first_response"});
  mesh.breaches.expect({"first_response"});
  EXPECT_TRUE(shows(metrics, R"(escalon_breaches_total{clock="first_response"} 1)"));
}

TEST(MeshMetrics, AQueueGrowsAndShrinks) {
  Metrics metrics;
  MeshMetrics mesh(metrics);
  mesh.queue_depth.add("billing", 1);
  mesh.queue_depth.add("billing", 1);
  mesh.queue_depth.add("billing", -1);
  EXPECT_TRUE(shows(metrics, R"(escalon_queue_depth{team="billing"} 1)"));
}

}  // namespace
}  // namespace escalon::service
