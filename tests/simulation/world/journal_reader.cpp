#include "journal_reader.hpp"

#include "escalon/base/assert.hpp"

namespace escalon::simulation {
namespace {

void note_effects(const journal::Stage& stage, const journal::Message& state,
                  FoldedPartition& folded) {
  std::vector<DueTimer> timers;
  stage.timers(state, timers);
  for (const DueTimer& timer : timers) {
    for (const journal::TimerKindSpec& kind : stage.spec().timer_kinds) {
      if (kind.effect && kind.kind == timer.kind) {
        folded.effects.emplace(timer.id, timer.generation);
      }
    }
  }
}

}  // namespace

FoldedPartition fold(const simulated::Broker& broker, const journal::Stage& stage,
                     std::uint32_t partition, journal::Offset end) {
  FoldedPartition folded;
  const journal::MessagePtr event = stage.new_event();
  for (const journal::LogRecord& log : broker.records({stage.spec().journal, partition})) {
    if (log.offset >= end) {
      break;
    }
    AcceptedRecord accepted{log.offset, log.record.get(), {}};
    ESCALON_ASSERT(accepted.body.ParseFromString(log.record->body));
    if (folded.partition.accept(log.record->header, accepted.body) != journal::Verdict::kAccepted) {
      continue;
    }
    for (const journal::v1::Change& change : accepted.body.decision().changes()) {
      journal::MessagePtr& state = folded.states[Key(change.key())];
      if (state == nullptr) {
        state = stage.new_state();
      }
      for (const std::string& bytes : change.events()) {
        ESCALON_ASSERT(event->ParseFromString(bytes));
        stage.evolve(*state, Key(change.key()), *event);
      }
      note_effects(stage, *state, folded);
    }
    folded.accepted.push_back(std::move(accepted));
  }
  return folded;
}

}  // namespace escalon::simulation
