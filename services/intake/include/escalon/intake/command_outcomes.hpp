#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/service/journal_follower.hpp"
#include "escalon/service/mesh_clock.hpp"

namespace escalon::escalation::v1 {
class EscalationEvent;
}
namespace escalon::team::v1 {
class TeamEvent;
}

namespace escalon::intake {

/// What became of a command.
struct CommandOutcome {
  bool done = false;   ///< False: refused.
  std::string reason;  ///< Why it was refused, and what to do.
  std::string case_id;
  std::string escalation_id;
  std::string position;  ///< Where the outcome is, as `escalation/0/17`.
};

/// Reads the journals `escalation` and `team` and knows what became of recent commands, and of
/// which case an escalation is. The first outcome of a command is the one that counts. Bounded: the
/// newest `kKeptMax` of each. Thread-safe.
class CommandOutcomes final : public service::JournalSink {
 public:
  static constexpr std::size_t kKeptMax = 200'000;
  /// Nothing = it is not known in time.
  using Answer = std::function<void(std::optional<CommandOutcome>)>;

  /// `steady` is real steady time, by which waiting is bounded.
  explicit CommandOutcomes(
      std::function<journal::SteadyTime()> steady = service::MachineClocks::real().steady);
  ~CommandOutcomes() override;

  /// Calls `answer` once: with the outcome as soon as it is known, or with nothing after `longest`
  /// of real time.
  void await(std::string_view tenant, std::string_view command_id, absl::Duration longest,
             Answer answer);

  /// Answers everybody who waits, and whoever asks from now on, with what is known already.
  void give_up();

  /// The case of an escalation, as a key; nothing where it is unknown.
  [[nodiscard]] std::optional<Key> case_of(std::string_view tenant,
                                           std::string_view escalation_id) const;

  void decided(const journal::TopicPartition& at, journal::Offset offset,
               const journal::DecodedRecordPtr& record) override;
  void advanced(const std::vector<service::Advance>&) override {}
  void caught_up(const journal::TopicPartition&) override {}

 private:
  struct Waiting {
    std::string command;
    Answer answer;
  };

  void escalation_event(const KeyParts& key, const escalation::v1::EscalationEvent& event,
                        const std::string& position);
  void team_event(const KeyParts& key, const team::v1::TeamEvent& event,
                  const std::string& position);
  void dead_letter(const journal::v1::Decision& decision, const std::string& position);
  void conclude(const std::string& command, CommandOutcome outcome);
  void remember_case(const KeyParts& key, const std::string& escalation_id);
  void expire(const std::stop_token& stop);

  std::function<journal::SteadyTime()> steady_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  absl::flat_hash_map<std::string, CommandOutcome> outcomes_;
  std::deque<std::string> outcome_order_;
  absl::flat_hash_map<std::string, Key> cases_;
  std::deque<std::string> case_order_;
  std::multimap<journal::SteadyTime, Waiting> waiting_;  // by deadline
  bool given_up_ = false;
  std::jthread thread_;
};

}  // namespace escalon::intake
