// The read model while clocks of many cases run: ten events of the SLA stage a case, 2,000 cases at
// a time, folded and written in batches of 500. Prints events/s, how long a batch takes, and
// the longest of all: events of clocks are kept as they are and folded into rows when they are
// many. The same while somebody asks about the clocks of all cases, which folds all there is.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/insight/policy_answers.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "escalon/sla/v1/sla.pb.h"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::insight {
namespace {

using Timer = std::chrono::steady_clock;

constexpr int kEventsOfCase = 10;
constexpr int kCasesAtATime = 2'000;
constexpr int kCasesMoreMax = 100'000;
constexpr int kBatch = 500;
constexpr std::int64_t kStart = 1'700'049'600'000;  // 2023-11-15T12:00:00Z

double ms_since(Timer::time_point start) {
  return std::chrono::duration<double, std::milli>(Timer::now() - start).count();
}

// Two clocks start, one of them stops, and between these are facts.
sla::v1::SlaEvent event_of(int number) {
  sla::v1::SlaEvent event;
  event.set_effective_at_ms(kStart + 60'000 * std::int64_t{number});
  const bool first = number < 2;
  if (!first && number + 1 < kEventsOfCase) {
    auto& fact = *event.mutable_fact_noted()->mutable_fact();
    fact.set_event_id("0123456789abcdef0123456789abcde" + std::to_string(number));
    fact.set_occurred_at_ms(event.effective_at_ms());
    fact.set_what(10 + number % 2);
    fact.set_channel("chat");
    return event;
  }
  const bool of_response = number != 1;
  event.set_clock(of_response ? "first_response" : "resolution");
  event.set_run_number(of_response ? 1 : 2);
  auto& run = *event.mutable_run();
  run.set_run(event.run_number());
  run.set_clock(event.clock());
  run.set_target(of_response ? "15m" : "40h");
  run.set_started_at_ms(kStart);
  run.set_due_at_ms(kStart + 900'000);
  if (first) {
    event.mutable_started()->set_target(run.target());
    event.mutable_started()->set_due_at_ms(run.due_at_ms());
  } else {
    run.set_stopped_at_ms(event.effective_at_ms());
    event.mutable_stopped()->set_met(true);
  }
  return event;
}

// Folds what the SLA stage would say, a batch at a time.
class Reader {
 public:
  explicit Reader(ReadModel& model) : model_(model) {
    for (int number = 0; number < kEventsOfCase; ++number) {
      events_.push_back(event_of(number).SerializeAsString());
    }
  }

  /// All events of the next cases, those of all of them in turn.
  void read_cases(int count) {
    for (int number = 0; number < kEventsOfCase; ++number) {
      for (int i = 0; i < count; ++i) {
        read(cases_ + i, number);
      }
    }
    cases_ += count;
  }
  [[nodiscard]] const std::vector<double>& batches_ms() const { return batches_ms_; }

 private:
  void read(int case_number, int event_number) {
    const journal::TopicPartition at{"sla", 0};
    if (next_ % kBatch == 0) {
      batch_began_ = Timer::now();
    }
    auto record = std::make_shared<journal::DecodedRecord>();
    auto& decision = *record->body.mutable_decision();
    decision.set_decision_id("sla/0/" + std::to_string(next_));
    decision.set_decided_at_ms(kStart);
    decision.set_policy("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    decision.mutable_cause()->set_kind("input");
    decision.mutable_cause()->set_id("default/e" + std::to_string(next_));
    auto& change = *decision.add_changes();
    change.set_key("default/8c5f3b1e-6f7a-4f43-9a5b-" + std::to_string(case_number));
    change.add_events(events_[static_cast<std::size_t>(event_number)]);
    model_.decided(at, next_++, record);
    if (next_ % kBatch == 0) {
      model_.advanced({{at, next_, journal::Fold(1, next_, {})}});
      batches_ms_.push_back(ms_since(batch_began_));
    }
  }

  ReadModel& model_;
  std::vector<std::string> events_;
  std::vector<double> batches_ms_;
  Timer::time_point batch_began_;
  journal::Offset next_ = 0;
  int cases_ = 0;
};

void print_batches(const char* what, std::vector<double> batches_ms) {
  std::ranges::sort(batches_ms);
  std::printf("insight: %s: a batch of %d events takes %.1f ms (median), at most %.1f ms\n", what,
              kBatch, batches_ms[batches_ms.size() / 2], batches_ms.back());
}

void run(int cases) {
  testkit::TempDir dir;
  service::Metrics registry;
  service::MeshMetrics metrics{registry};
  const auto model = ReadModel::open(dir / "insight.db", metrics, nullptr).value();
  Reader reader(*model);
  const auto start = Timer::now();
  for (int done = 0; done < cases; done += kCasesAtATime) {
    reader.read_cases(kCasesAtATime);
  }
  const double seconds = ms_since(start) / 1000;
  const auto before = reader.batches_ms();
  std::printf("insight: %.0f events/s of %d cases\n",
              static_cast<double>(before.size() * kBatch) / seconds, cases);
  print_batches("nobody asks", before);

  policy_book::MeshPolicyBook book;
  const auto answers =
      PolicyAnswers::open(*model, book, [] { return absl::FromUnixMillis(kStart); }).value();
  std::atomic<bool> answered = false;
  std::jthread asking([&] {
    v1::PreviewPolicyRequest request;
    request.mutable_policy()->add_files()->set_name("policy.yaml");
    request.mutable_policy()->mutable_files(0)->set_content(
        "name: bench\nteams: {supervisors: {}}\n");
    const auto asked_at = Timer::now();
    const auto answer = answers->preview(request);
    std::printf("insight: a preview of %.0f cases takes %.1f ms\n",
                answer ? static_cast<double>(answer->cases_looked_at()) : 0.0, ms_since(asked_at));
    answered = true;
  });
  for (int more = 0; !answered && more < kCasesMoreMax; more += kCasesAtATime) {
    reader.read_cases(kCasesAtATime);
  }
  asking.join();
  print_batches("somebody asks", {reader.batches_ms().begin() + static_cast<long>(before.size()),
                                  reader.batches_ms().end()});
}

}  // namespace
}  // namespace escalon::insight

int main(int argc, char** argv) {
  escalon::service::LogOptions quiet_log;
  quiet_log.level = "error";
  ESCALON_ASSERT(escalon::service::start_logging(quiet_log).ok());
  escalon::insight::run(argc > 1 ? std::atoi(argv[1]) : 20'000);
  return 0;
}
