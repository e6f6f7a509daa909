#include "checks.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "journal_reader.hpp"

namespace escalon::simulation {
namespace {

using journal::Message;
using journal::Offset;
using journal::Stage;
using journal::StagePartition;
using journal::TopicPartition;

// Clocks of processes may differ by 15 ms; the protocol promises 100 ms before the due instant.
constexpr absl::Duration kSeenBefore = absl::Milliseconds(120);

/// The checks of one partition of one stage.
class PartitionChecks {
 public:
  PartitionChecks(const Stage& stage, std::uint32_t partition, const FoldedPartition& folded,
                  const History& history, Outcome& outcome)
      : stage_(stage),
        partition_(partition),
        folded_(folded),
        history_(history),
        outcome_(outcome) {}

  void run() {
    for (const AcceptedRecord& record : folded_.accepted) {
      walk_.accept(record.record->header, record.body);
      if (record.body.has_decision()) {
        decision(record.body.decision());
      }
    }
  }

 private:
  void fail(const std::string& what) {
    outcome_.failures.push_back(
        absl::StrCat("INVARIANT ", what, " (", stage_.spec().name, "/", partition_, ")"));
  }

  void decision(const journal::v1::Decision& decision) {
    if (decision.decided_at_ms() < last_decided_at_ms_) {
      fail("I9 decided_at fell");
    }
    last_decided_at_ms_ = decision.decided_at_ms();
    if (decision.policy().empty() && !decision.has_dead_lettered()) {
      fail("I11 a decision without a policy");
    }
    const journal::v1::Cause& cause = decision.cause();
    if (cause.kind() == "timer" && !decision.has_dead_lettered()) {
      firing(decision);
    }
    const bool one_input =
        cause.kind() == "input" || cause.kind() == "journal" || cause.kind() == "policy";
    if (one_input && !cause.topic().empty() &&
        !inputs_.insert({cause.topic(), cause.partition(), cause.offset()}).second) {
      fail(absl::StrCat("I10 input ", cause.topic(), "/", cause.partition(), "/", cause.offset(),
                        " decided twice"));
    }
    if (decision.has_dead_lettered() && !expected_to_be_set_aside(cause)) {
      const bool careful =
          decision.dead_lettered().reason().find("three processes") != std::string::npos;
      outcome_.tolerated += careful ? 1U : 0U;
      if (!careful) {
        fail(absl::StrCat("I10 set aside without need: ", decision.dead_lettered().reason()));
      }
    }
  }

  [[nodiscard]] bool expected_to_be_set_aside(const journal::v1::Cause& cause) const {
    return std::any_of(history_.inputs.begin(), history_.inputs.end(), [&](const ToldInput& told) {
      return told.input->set_aside &&
             told.where == TopicPartition{cause.topic(), cause.partition()} &&
             told.offset == cause.offset();
    });
  }

  void firing(const journal::v1::Decision& decision) {
    const journal::v1::Cause& cause = decision.cause();
    if (!fired_.insert(cause.id()).second) {
      fail(absl::StrCat("I1 fired twice: ", cause.id()));
    }
    if (decision.decided_at_ms() < cause.due_at_ms()) {
      fail(absl::StrCat("I3 fired early: ", cause.id()));
    }
    if (history_.gate_overrides == 0) {
      gate(decision);
    }
  }

  void gate(const journal::v1::Decision& decision) {
    const absl::Time due = from_ms(decision.cause().due_at_ms());
    const absl::Duration known_until = due - kSeenBefore - history_.origin;
    for (const journal::TimerKindSpec& kind : stage_.spec().timer_kinds) {
      for (const journal::GateEntry& entry :
           kind.effect ? std::vector<journal::GateEntry>() : kind.gate) {
        const TopicPartition plain{entry.plain_topic, partition_};
        const auto& cursor = walk_.cursor();
        const auto direct = cursor.find(plain);
        const auto via = cursor.find({entry.via, partition_});
        const Offset seen = entry.via.empty()
                                ? (direct == cursor.end() ? 0 : direct->second.next)
                                : (via == cursor.end() ? 0 : via->second.fold.plain_next(plain));
        if (seen < end_at(plain, known_until)) {
          fail(absl::StrCat("gate: fired before it had seen what was in ", plain.topic, ": ",
                            decision.cause().id()));
        }
      }
    }
  }

  [[nodiscard]] Offset end_at(const TopicPartition& plain, absl::Duration until) const {
    Offset end = 0;
    for (const ToldInput& told : history_.inputs) {
      if (told.where == plain && told.at <= until) {
        end = std::max(end, told.offset + 1);
      }
    }
    return end;
  }

  const Stage& stage_;
  std::uint32_t partition_;
  const FoldedPartition& folded_;
  const History& history_;
  Outcome& outcome_;
  journal::PartitionFold walk_;
  std::int64_t last_decided_at_ms_ = 0;
  std::set<std::string> fired_;
  std::set<std::tuple<std::string, std::uint32_t, std::uint64_t>> inputs_;
};

void check_cursor(const MeshUnderTest& mesh, const simulated::Broker& broker, const Stage& stage,
                  std::uint32_t partition, const FoldedPartition& folded, Outcome& outcome) {
  for (const journal::InputSpec& spec : stage.spec().inputs) {
    const bool same = spec.scope == journal::InputScope::kSamePartition;
    const std::uint32_t until = same ? partition + 1 : mesh.topology().partitions_of(spec.topic);
    for (std::uint32_t from = same ? partition : 0; from < until; ++from) {
      const auto cursor = folded.partition.cursor().find({spec.topic, from});
      const Offset next = cursor == folded.partition.cursor().end() ? 0 : cursor->second.next;
      if (next > broker.end({spec.topic, from})) {
        outcome.failures.push_back("INVARIANT I6 a cursor is beyond the end of " + spec.topic);
      }
    }
  }
}

void check_view(const Stage& stage, std::uint32_t partition, const simulated::Broker& broker,
                const simulated::ViewStore& views, Outcome& outcome) {
  const auto fail = [&](const std::string& what) {
    outcome.failures.push_back(
        absl::StrCat("INVARIANT I5 ", what, " (", stage.spec().name, "/", partition, ")"));
  };
  const simulated::StoredView* view = views.find({stage.spec().name, partition});
  if (view == nullptr) {
    fail("there is no view");
    return;
  }
  const FoldedPartition folded = fold(broker, stage, partition, view->meta.version);
  if (view->meta.partition_state != folded.partition.encode()) {
    fail("the view's partition state is not the fold of its prefix");
  }
  std::set<simulated::StoredView::TimerKey> timers;
  size_t rows = 0;
  for (const auto& [key, state] : folded.states) {
    if (state->ByteSizeLong() == 0) {
      continue;
    }
    const auto row = view->states.find(key.str());
    journal::v1::Envelope envelope;
    const journal::MessagePtr stored = stage.new_state();
    if (row == view->states.end() || !envelope.ParseFromString(row->second) ||
        !stored->ParseFromString(envelope.state()) ||
        stored->DebugString() != state->DebugString()) {
      fail("state of " + key.str() + " is not the fold of its prefix");
      continue;
    }
    rows += 1;
    std::vector<DueTimer> armed;
    stage.timers(*state, armed);
    for (const DueTimer& timer : armed) {
      const bool muted =
          std::any_of(envelope.muted().begin(), envelope.muted().end(), [&](const auto& mute) {
            return mute.timer() == timer.id && mute.generation() == timer.generation;
          });
      if (!muted) {
        timers.insert({to_ms(timer.due), key.str(), timer.id});
      }
    }
  }
  std::set<simulated::StoredView::TimerKey> stored;
  for (const auto& [at, row] : view->timers) {
    stored.insert(at);
  }
  if (timers != stored) {
    fail("I2 the view's timers are not those of its states");
  }
  if (rows != view->states.size()) {
    fail("the view has rows that the journal does not");
  }
}

void compare_with_reference(const MeshUnderTest& mesh, const simulated::Broker& broker,
                            const History& history, Outcome& outcome) {
  const direct_mesh::EffectModel delivered = [&](const Stage&, const Key&, const DueTimer& timer,
                                                 const Message& request) {
    return mesh.outcome(request, timer.id, timer.generation, true);
  };
  direct_mesh::DirectMesh reference(mesh.stages(), mesh.policies().front(), {}, delivered);
  size_t policy = 1;
  for (const ToldInput& told : history.inputs) {
    while (policy < history.policies.size() && history.policies[policy].first <= told.at) {
      reference.adopt(history.policies[policy++].second);
    }
    if (!told.input->set_aside) {
      reference.tell(told.where.topic, told.input->key, *told.input->message, told.input->id,
                     history.origin + told.at);
    }
  }
  reference.advance(history.origin + absl::Hours(1));
  for (const Stage* stage : mesh.stages()) {
    std::map<Key, std::string> expected;
    reference.for_each(stage->spec().name, [&](const Key& key, const Message& state) {
      expected[key] = mesh.settled(*stage, state);
    });
    std::map<Key, std::string> got;
    for (std::uint32_t p = 0; p < mesh.topology().partitions_of(stage->spec().journal); ++p) {
      const FoldedPartition folded =
          fold(broker, *stage, p, broker.end({stage->spec().journal, p}));
      for (const auto& [key, state] : folded.states) {
        got[key] = mesh.settled(*stage, *state);
      }
    }
    for (const auto& [key, text] : expected) {
      const std::string& actual = got[key];
      if (actual != text && !(actual.empty() && text.empty())) {
        outcome.failures.push_back(absl::StrCat("ORACLE ", stage->spec().name, " ", key.str(),
                                                ": expected ", text, ", got ", actual));
      }
    }
  }
}

void check_effects(const StagePartition& at, const FoldedPartition& folded,
                   const simulated::Outside& outside, Outcome& outcome) {
  for (const simulated::Executed& executed : outside.executed()) {
    if (executed.at == at && !folded.effects.contains({executed.effect_id, executed.attempt})) {
      outcome.failures.push_back("INVARIANT effects: no accepted record asked for " +
                                 executed.effect_id);
    }
  }
}

}  // namespace

void add(journal::OwnerStatistics& sum, const journal::OwnerStatistics& one) {
  sum.inputs += one.inputs;
  sum.decisions += one.decisions;
  sum.firings += one.firings;
  sum.dead_letters += one.dead_letters;
  sum.takeovers += one.takeovers;
  sum.progress += one.progress;
  sum.refused_epoch += one.refused_epoch;
  sum.refused_seq += one.refused_seq;
  sum.refused_fenced += one.refused_fenced;
  sum.refused_stale += one.refused_stale;
  sum.gate_held += one.gate_held;
  sum.gate_overrides += one.gate_overrides;
  sum.effects_started += one.effects_started;
}

std::map<TopicPartition, Offset> journal_ends(const MeshUnderTest& mesh,
                                              const simulated::Broker& broker) {
  std::map<TopicPartition, Offset> ends;
  for (const Stage* stage : mesh.stages()) {
    for (std::uint32_t p = 0; p < mesh.topology().partitions_of(stage->spec().journal); ++p) {
      const TopicPartition at{stage->spec().journal, p};
      ends[at] = broker.end(at);
    }
  }
  return ends;
}

std::string unserved_partitions(const MeshUnderTest& mesh, const simulated::Broker& broker,
                                const simulated::ViewStore& views) {
  std::string unserved;
  for (const Stage* stage : mesh.stages()) {
    for (std::uint32_t p = 0; p < mesh.topology().partitions_of(stage->spec().journal); ++p) {
      const simulated::StoredView* view = views.find({stage->spec().name, p});
      const Offset end = broker.end({stage->spec().journal, p});
      const Offset reached = view == nullptr ? 0 : view->meta.version;
      if (view == nullptr || reached != end) {
        absl::StrAppend(&unserved, "the view of ", stage->spec().name, "/", p, " is at ", reached,
                        " of ", end, "; ");
      }
    }
  }
  return unserved;
}

void check_everything(const MeshUnderTest& mesh, const simulated::Broker& broker,
                      const simulated::ViewStore& views, const simulated::Outside& outside,
                      const History& history, Outcome& outcome) {
  for (const Stage* stage : mesh.stages()) {
    for (std::uint32_t p = 0; p < mesh.topology().partitions_of(stage->spec().journal); ++p) {
      const FoldedPartition folded =
          fold(broker, *stage, p, broker.end({stage->spec().journal, p}));
      PartitionChecks(*stage, p, folded, history, outcome).run();
      check_effects({stage->spec().name, p}, folded, outside, outcome);
      check_cursor(mesh, broker, *stage, p, folded, outcome);
      check_view(*stage, p, broker, views, outcome);
    }
  }
  if (outcome.tolerated == 0) {
    compare_with_reference(mesh, broker, history, outcome);
  }
}

}  // namespace escalon::simulation
