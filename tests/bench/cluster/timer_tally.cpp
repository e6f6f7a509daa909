#include "timer_tally.hpp"

#include <chrono>
#include <utility>

#include "bodies.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::bench {

TimerTally::TimerTally(int run, int count) : run_(run), timers_(static_cast<std::size_t>(count)) {}

void TimerTally::plan(const std::vector<std::int64_t>& due_us) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < timers_.size(); ++i) {
    timers_[i].due_us = due_us.at(i);
  }
}

void TimerTally::take(const Heard& heard) {
  const auto header = journal::decode_header(heard.header);
  if (!header) {
    return;
  }
  if (folds_[heard.partition].accept(*header) != journal::Verdict::kAccepted) {
    const std::lock_guard lock(mutex_);
    counts_.dropped += 1;
    return;
  }
  if (header->kind != journal::RecordKind::kDecision || header->keys.empty() ||
      !number_of(run_, header->keys.front())) {
    return;
  }
  journal::v1::JournalRecord record;
  if (record.ParseFromArray(heard.value.data(), static_cast<int>(heard.value.size()))) {
    take_decision(record.decision(), heard.received_us);
  }
}

void TimerTally::take_decision(const journal::v1::Decision& decision, std::int64_t received_us) {
  const std::lock_guard lock(mutex_);
  for (const journal::v1::Change& change : decision.changes()) {
    const std::optional<int> number = number_of(run_, change.key());
    if (!number || static_cast<std::size_t>(*number) >= timers_.size()) {
      continue;
    }
    for (const std::string& bytes : change.events()) {
      take_event(timers_[static_cast<std::size_t>(*number)], bytes, decision, received_us);
    }
  }
  told_ += 1;
  changed_.notify_one();
}

void TimerTally::take_event(Timer& timer, std::string_view bytes,
                            const journal::v1::Decision& decision, std::int64_t received_us) {
  sla::v1::SlaEvent event;
  if (!event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return;
  }
  if (event.has_started()) {
    timer.armed_us = received_us;
    counts_.armed += 1;
  } else if (event.has_stopped()) {
    timer.cancelled_us = received_us;
    counts_.cancelled += 1;
  } else if (event.has_breached()) {
    if (timer.fired == 0) {
      timer.fired_us = received_us;
      timer.decided_ms = decision.decided_at_ms();
      timer.gate_wait_ms = decision.cause().gate_wait_ms();
      counts_.fired += 1;
    }
    timer.fired += 1;
  }
}

bool TimerTally::wait_until(const std::function<bool(const Counts&)>& done, int seconds) {
  std::unique_lock lock(mutex_);
  while (!done(counts_)) {
    const std::uint64_t before = told_;
    const auto patience = std::chrono::seconds(seconds);
    if (!changed_.wait_for(lock, patience, [&] { return told_ != before; })) {
      return done(counts_);
    }
  }
  return true;
}

TimerTally::Counts TimerTally::counts() {
  const std::lock_guard lock(mutex_);
  return counts_;
}

}  // namespace escalon::bench
