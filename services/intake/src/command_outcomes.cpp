#include "escalon/intake/command_outcomes.hpp"

#include <utility>
#include <vector>

#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/intake/intake.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "escalon/team/v1/team.pb.h"

namespace escalon::intake {
namespace {

constexpr const char* kTeamJournal = "team";

// Keeps the newest entries of a map alone.
template <typename Map, typename Value>
void keep(Map& map, std::deque<std::string>& order, const std::string& key, Value value) {
  if (!map.emplace(key, std::move(value)).second) {
    return;
  }
  order.push_back(key);
  if (order.size() > CommandOutcomes::kKeptMax) {
    map.erase(order.front());
    order.pop_front();
  }
}

std::string position_of(const journal::TopicPartition& at, journal::Offset offset) {
  return at.topic + "/" + std::to_string(at.partition) + "/" + std::to_string(offset);
}

}  // namespace

CommandOutcomes::CommandOutcomes(std::function<journal::SteadyTime()> steady)
    : steady_(std::move(steady)), thread_([this](const std::stop_token& stop) { expire(stop); }) {}

CommandOutcomes::~CommandOutcomes() {
  thread_.request_stop();
  thread_.join();
  give_up();
}

void CommandOutcomes::give_up() {
  std::multimap<journal::SteadyTime, Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    given_up_ = true;
    waiting.swap(waiting_);
    changed_.notify_one();
  }
  for (const auto& [deadline, one] : waiting) {
    one.answer(std::nullopt);
  }
}

void CommandOutcomes::await(std::string_view tenant, std::string_view command_id,
                            absl::Duration longest, Answer answer) {
  const std::string command = make_key(tenant, command_id).str();
  std::optional<CommandOutcome> known;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = outcomes_.find(command); found != outcomes_.end()) {
      known = found->second;
    } else if (!given_up_) {
      waiting_.emplace(steady_() + longest, Waiting{command, std::move(answer)});
      changed_.notify_one();
      return;
    }
  }
  answer(std::move(known));
}

std::optional<Key> CommandOutcomes::case_of(std::string_view tenant,
                                            std::string_view escalation_id) const {
  const std::lock_guard lock(mutex_);
  const auto found = cases_.find(make_key(tenant, escalation_id).str());
  return found == cases_.end() ? std::nullopt : std::optional<Key>(found->second);
}

void CommandOutcomes::decided(const journal::TopicPartition& at, journal::Offset offset,
                              const journal::DecodedRecordPtr& record) {
  const journal::v1::Decision& decision = record->body.decision();
  const std::string position = position_of(at, offset);
  size_t index = 0;
  if (decision.has_dead_lettered()) {
    dead_letter(decision, position);
  }
  for (const auto& change : decision.changes()) {
    const KeyParts key = split_key(Key(change.key()));
    for (const std::string& bytes : change.events()) {
      if (at.topic == kTeamJournal) {
        team::v1::TeamEvent scratch;
        if (const auto* event = journal::event_as(*record, index++, bytes, scratch)) {
          team_event(key, *event, position);
        }
        continue;
      }
      escalation::v1::EscalationEvent scratch;
      if (const auto* event = journal::event_as(*record, index++, bytes, scratch)) {
        escalation_event(key, *event, position);
      }
    }
  }
}

void CommandOutcomes::escalation_event(const KeyParts& key,
                                       const escalation::v1::EscalationEvent& event,
                                       const std::string& position) {
  if (event.has_opened()) {
    remember_case(key, event.escalation_id());
  }
  if (event.command_id().empty()) {
    return;
  }
  const bool refused = event.has_command_refused();
  conclude(make_key(key.tenant, event.command_id()).str(),
           {!refused, event.command_refused().reason(), key.name, event.escalation_id(), position});
}

void CommandOutcomes::team_event(const KeyParts& key, const team::v1::TeamEvent& event,
                                 const std::string& position) {
  if (event.has_presence_changed() && !event.presence_changed().command_id().empty()) {
    conclude(make_key(key.tenant, event.presence_changed().command_id()).str(),
             {true, "", "", "", position});
  } else if (event.has_presence_refused()) {
    conclude(make_key(key.tenant, event.presence_refused().command_id()).str(),
             {false, event.presence_refused().reason(), "", "", position});
  }
}

void CommandOutcomes::dead_letter(const journal::v1::Decision& decision,
                                  const std::string& position) {
  if (decision.cause().topic() == kCommands) {
    conclude(decision.cause().id(), {false, decision.dead_lettered().reason(), "", "", position});
  }
}

void CommandOutcomes::conclude(const std::string& command, CommandOutcome outcome) {
  std::vector<Answer> answers;
  {
    const std::lock_guard lock(mutex_);
    keep(outcomes_, outcome_order_, command, outcome);
    for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
      if (waiting->second.command == command) {
        answers.push_back(std::move(waiting->second.answer));
        waiting = waiting_.erase(waiting);
      } else {
        ++waiting;
      }
    }
  }
  for (const Answer& answer : answers) {
    answer(outcome);
  }
}

void CommandOutcomes::remember_case(const KeyParts& key, const std::string& escalation_id) {
  const std::lock_guard lock(mutex_);
  keep(cases_, case_order_, make_key(key.tenant, escalation_id).str(),
       make_key(key.tenant, key.name));
}

void CommandOutcomes::expire(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    if (waiting_.empty()) {
      changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
      continue;
    }
    const journal::SteadyTime next = waiting_.begin()->first;
    changed_.wait_for(lock, stop, absl::ToChronoNanoseconds(next - steady_()),
                      [&] { return waiting_.empty() || waiting_.begin()->first < next; });
    while (!waiting_.empty() && waiting_.begin()->first <= steady_()) {
      const Answer answer = std::move(waiting_.begin()->second.answer);
      waiting_.erase(waiting_.begin());
      lock.unlock();
      answer(std::nullopt);
      lock.lock();
    }
  }
}

}  // namespace escalon::intake
