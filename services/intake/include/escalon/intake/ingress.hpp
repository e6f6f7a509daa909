#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/intake/intake.hpp"
#include "escalon/journal/outside.hpp"
#include "escalon/journal/ports.hpp"

namespace escalon::intake {

/// Others write contact events here, by any key and on any partition.
inline constexpr const char* kIngress = "contact.ingress";

/// How the ingress works.
struct IngressOptions {
  std::string group;    ///< Consumer group, as dead letters name it.
  std::string version;  ///< Of this program, as dead letters name it.
  /// Real time, which is not set back.
  std::function<journal::SteadyTime()> steady;
  int batch_records_max = 500;
  std::chrono::milliseconds poll_longest{200};
  std::chrono::milliseconds rest{200};            ///< Before what was not durable is tried again;
  std::chrono::milliseconds rest_longest{5'000};  ///< doubled each time, up to this.
  absl::Duration told_after = absl::Seconds(10);  ///< A batch that takes longer is trouble.
};

/// Takes what others wrote to `contact.ingress` as `POST /v1/events` takes events: reads it (see
/// events::parse_outside_event), checks it and appends it to `contact.events` on the partition of
/// its case, with the `traceparent` of its headers. An event that names neither itself nor its
/// instant is named after its place, so that reading it again changes nothing. What is wrong goes
/// to `dead-letter` with key, value and headers byte for byte, and with the reason in headers
/// `dlq_…`; what is too large for that is cut, and `dlq_cut` says so. A batch is done with once
/// everything of it is durable in one place or the other; until then it is tried again, so nothing
/// is lost, and what is appended twice has one `event_id`. For one thread; `trouble` for any.
class Ingress {
 public:
  /// References outlive it. `metrics` counts dead letters as {ingress, invalid}, and batches
  /// of which something has to be tried again as {ingress, failed}.
  Ingress(journal::OutsideReader& reader, journal::OutsideLog& dead_letters, Intake& intake,
          IngressOptions options, service::MeshMetrics& metrics);

  /// Reads until `stop` is asked for. What is not durable by then is not done with.
  void run(const std::stop_token& stop);
  /// Takes one batch; true when it is done with, or there was none.
  bool take_batch(const std::stop_token& stop);
  /// Why nothing goes on, once it has not for IngressOptions::told_after; empty otherwise.
  [[nodiscard]] std::string trouble() const;

 private:
  class Batch;
  void offer(const std::shared_ptr<Batch>& batch, std::size_t index);
  void set_aside(int cuts, const std::string& reason, const std::shared_ptr<Batch>& batch,
                 std::size_t index);
  void add_place_and_reason(const journal::OutsideRecord& record, const std::string& reason,
                            journal::OutsideHeaders& headers) const;
  void in_hand(std::shared_ptr<Batch> batch);

  journal::OutsideReader& reader_;
  journal::OutsideLog& dead_letters_;
  Intake& intake_;
  const IngressOptions options_;
  service::MeshMetrics& metrics_;

  mutable std::mutex mutex_;
  std::shared_ptr<Batch> batch_;  // what is being taken; null between two batches
  journal::SteadyTime since_ = absl::ZeroDuration();
};

}  // namespace escalon::intake
