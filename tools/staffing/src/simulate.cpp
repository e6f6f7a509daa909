#include "escalon/staffing/simulate.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/queue/queue.hpp"

namespace escalon::staffing {
namespace {

using escalation::v1::EscalationEvent;

/// Things that happen to a team, in the order in which those of one instant are told.
enum class Kind { kEnd, kCome, kGo, kRing, kArrive, kGiveUp };

struct Happening {
  absl::Time at;
  Kind kind = Kind::kEnd;
  std::size_t index = 0;  ///< Of the call or the presence.

  friend bool operator>(const Happening& one, const Happening& other) {
    return std::tie(one.at, one.kind, one.index) > std::tie(other.at, other.kind, other.index);
  }
};

/// A day while it goes by.
class Run {
 public:
  Run(const Day& day, const Assumptions& assumptions)
      : day_(day),
        assumptions_(assumptions),
        key_(make_key("default", assumptions.team)),
        presences_(day.presences) {
    add_people();
    for (std::size_t i = 0; i < presences_.size(); ++i) {
      agenda_.push({presences_[i].from, Kind::kCome, i});
      agenda_.push({presences_[i].to, Kind::kGo, i});
    }
    for (std::size_t i = 0; i < day_.calls.size(); ++i) {
      agenda_.push({day_.calls[i].arrived, Kind::kArrive, i});
      calls_by_id_.emplace(day_.calls[i].case_id, i);
    }
    answered_.resize(day_.calls.size());
  }

  Outcome outcome() {
    while (!agenda_.empty()) {
      const Happening next = agenda_.top();
      agenda_.pop();
      happen(next);
    }
    return outcome_;
  }

 private:
  void add_people() {
    absl::Time first = absl::InfiniteFuture();
    absl::Time last = absl::InfinitePast();
    for (const Presence& presence : day_.presences) {
      first = std::min(first, presence.from);
      last = std::max(last, presence.to);
    }
    for (int i = 0; i < assumptions_.more_people && first < last; ++i) {
      presences_.push_back({"one more " + std::to_string(i + 1), first, last});
    }
  }

  void happen(const Happening& happening) {
    now_ = happening.at;
    switch (happening.kind) {
      case Kind::kEnd:
        return tell(happening.index, [](EscalationEvent& event) {
          event.mutable_resolved()->set_outcome("solved");
        });
      case Kind::kCome:
        return set_presence(presences_[happening.index].person, "present");
      case Kind::kGo:
        return set_presence(presences_[happening.index].person, "away");
      case Kind::kRing:
        return reach_ring();
      case Kind::kArrive:
        return arrive(happening.index);
      case Kind::kGiveUp:
        return give_up(happening.index);
    }
  }

  void reach_ring() {
    const std::vector<DueTimer> armed = queue::timers(state_);
    if (!armed.empty() && armed.front().due <= now_) {
      accept(queue::decide(state_, key_, armed.front(), assumptions_.policy));
    }
  }

  void arrive(std::size_t index) {
    const Call& call = day_.calls[index];
    agenda_.push({now_ + patience_of(call), Kind::kGiveUp, index});
    tell(index, [&](EscalationEvent& event) {
      auto& step = *event.mutable_step_started();
      step.add_targets()->set_team(assumptions_.team);
      step.set_priority(call.priority);
      step.set_opened_at_ms(to_ms(call.arrived));
      step.set_channel(call.channel);
      step.set_intent(call.intent);
    });
  }

  void give_up(std::size_t index) {
    if (!answered_[index]) {
      ++outcome_.gave_up;
      tell(index, [](EscalationEvent& event) { event.mutable_withdrawn()->set_abandoned(true); });
    }
  }

  /// What is on record for those who gave up, longer than they waited for the others; or anybody's.
  absl::Duration patience_of(const Call& call) const {
    const double uniform = unit_interval_of(call.case_id + "/patience");
    if (assumptions_.all_patience_drawn) {
      return assumptions_.patience.draw(uniform, absl::ZeroDuration());
    }
    return call.service ? assumptions_.patience.draw(uniform, call.waited) : call.waited;
  }

  absl::Duration service_of(const Call& call) const {
    if (call.service) {
      return *call.service;
    }
    const std::vector<absl::Duration>& services = assumptions_.services;
    const double share = unit_interval_of(call.case_id + "/service");
    return services[static_cast<std::size_t>(share * static_cast<double>(services.size()))];
  }

  template <typename Fill>
  void tell(std::size_t index, Fill fill) {
    const std::string& id = day_.calls[index].case_id;
    EscalationEvent event;
    event.set_escalation_id(id);
    event.set_assignment(1);
    event.set_effective_at_ms(to_ms(now_));
    fill(event);
    accept(queue::decide(state_, {key_, id, id, &event}, now_, assumptions_.policy));
  }

  void set_presence(const std::string& person, const std::string& presence) {
    command::v1::Command command;
    command.mutable_set_presence()->set_person(person);
    command.mutable_set_presence()->set_team(assumptions_.team);
    command.mutable_set_presence()->set_presence(presence);
    const std::string id = person + "/" + presence + "/" + format_instant(now_);
    accept(queue::decide(state_, {key_, id, "", &command}, now_, assumptions_.policy));
  }

  void accept(const queue::Events& events) {
    for (const queue::Event& event : events) {
      queue::evolve(state_, event);
      if (event.has_offered()) {
        answer(calls_by_id_.at(event.escalation_id()));
      }
    }
    const std::vector<DueTimer> armed = queue::timers(state_);
    if (!armed.empty() && armed.front().due != next_ring_) {
      next_ring_ = armed.front().due;
      agenda_.push({std::max(now_, next_ring_), Kind::kRing, 0});
    }
  }

  void answer(std::size_t index) {
    const Call& call = day_.calls[index];
    answered_[index] = true;
    outcome_.add_answered(now_ - call.arrived, assumptions_.target);
    agenda_.push({now_ + service_of(call) + assumptions_.wrap_up, Kind::kEnd, index});
  }

  const Day& day_;
  const Assumptions& assumptions_;
  const Key key_;
  std::vector<Presence> presences_;
  std::unordered_map<std::string, std::size_t> calls_by_id_;
  std::vector<bool> answered_;
  std::priority_queue<Happening, std::vector<Happening>, std::greater<>> agenda_;
  queue::TeamState state_;
  absl::Time now_ = absl::InfinitePast();
  absl::Time next_ring_ = absl::InfinitePast();
  Outcome outcome_;
};

}  // namespace

double Outcome::in_time_share() const {
  return answered == 0 ? 0 : static_cast<double>(answered_in_time) / answered;
}

double Outcome::gave_up_share() const {
  return answered + gave_up == 0 ? 0 : static_cast<double>(gave_up) / (answered + gave_up);
}

absl::Duration Outcome::mean_wait() const {
  return answered == 0 ? absl::ZeroDuration() : waited / answered;
}

void Outcome::add_answered(absl::Duration wait, absl::Duration target) {
  ++answered;
  answered_in_time += wait <= target ? 1 : 0;
  waited += wait;
}

Outcome& Outcome::operator+=(const Outcome& other) {
  answered += other.answered;
  answered_in_time += other.answered_in_time;
  gave_up += other.gave_up;
  waited += other.waited;
  return *this;
}

Outcome recorded(const Day& day, absl::Duration target) {
  Outcome outcome;
  for (const Call& call : day.calls) {
    if (call.service) {
      outcome.add_answered(call.waited, target);
    } else {
      ++outcome.gave_up;
    }
  }
  return outcome;
}

Outcome simulate(const Day& day, const Assumptions& assumptions) {
  return Run(day, assumptions).outcome();
}

}  // namespace escalon::staffing
