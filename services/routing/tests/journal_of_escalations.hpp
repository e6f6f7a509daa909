#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "escalon/base/ids.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/journal/outside.hpp"
#include "escalon/journal/record.hpp"
#include "escalon/journal/v1/journal.pb.h"

namespace escalon::routing {

using escalation::v1::EscalationEvent;

/// One partition of the journal `escalation`, written as its owners would.
class JournalOfEscalations {
 public:
  void begin_epoch(journal::Epoch epoch) {
    epoch_ = epoch;
    append(journal::RecordKind::kEpochStart, epoch, 0, {}, "");
  }
  /// A decision of the present epoch about one case.
  void decide(const std::string& case_id, const std::vector<EscalationEvent>& events) {
    append(journal::RecordKind::kDecision, epoch_, ++seq_, {"default/" + case_id},
           decision(case_id, events));
  }
  /// What an owner who has been replaced, or a repetition, appends.
  void decide_as(journal::Epoch epoch, journal::Seq seq, const std::string& case_id,
                 const std::vector<EscalationEvent>& events) {
    append(journal::RecordKind::kDecision, epoch, seq, {"default/" + case_id},
           decision(case_id, events));
  }
  void append(journal::RecordKind kind, journal::Epoch epoch, journal::Seq seq,
              std::vector<std::string> keys, std::string body) {
    journal::Record record;
    record.header.kind = kind;
    record.header.stage = "escalation";
    record.header.epoch = epoch;
    record.header.seq = seq;
    record.header.keys = std::move(keys);
    record.body = std::move(body);
    records_.push_back({records_.size(), std::make_shared<const journal::Record>(record)});
  }
  /// The last record is damaged no longer.
  void restore_last(const std::string& case_id, const std::vector<EscalationEvent>& events) {
    records_.pop_back();
    decide(case_id, events);
  }
  [[nodiscard]] const std::vector<journal::LogRecord>& records() const { return records_; }

  static EscalationEvent opened(const std::string& team) {
    EscalationEvent event;
    event.set_escalation_id("e1");
    event.mutable_opened()->set_team(team);
    event.mutable_opened()->mutable_handover()->set_issue("my words");
    return event;
  }
  static EscalationEvent acknowledged(const std::string& team) {
    EscalationEvent event;
    event.set_escalation_id("e1");
    event.set_owner_team(team);
    event.mutable_acknowledged()->set_person("ana");
    return event;
  }
  static EscalationEvent reassigned(const std::string& from, const std::string& to) {
    EscalationEvent event;
    event.set_escalation_id("e1");
    event.set_owner_team(from);
    event.mutable_reassigned()->set_from_team(from);
    event.mutable_reassigned()->set_team(to);
    return event;
  }
  static EscalationEvent story() {
    EscalationEvent event;
    event.mutable_story_noted()->set_text("my words");
    return event;
  }

 private:
  static std::string decision(const std::string& case_id,
                              const std::vector<EscalationEvent>& events) {
    journal::v1::JournalRecord record;
    journal::v1::Decision& decision = *record.mutable_decision();
    decision.set_decision_id(derive_id({case_id, events.front().SerializeAsString()}));
    decision.set_decided_at_ms(1'700'000'000'123);
    decision.set_policy("p1");
    decision.set_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    journal::v1::Change& change = *decision.add_changes();
    change.set_key("default/" + case_id);
    for (const EscalationEvent& event : events) {
      change.add_events(event.SerializeAsString());
    }
    return record.SerializeAsString();
  }

  std::vector<journal::LogRecord> records_;
  journal::Epoch epoch_ = 0;
  journal::Seq seq_ = 0;
};

/// A header of a public record; `(none)` where it has none.
inline std::string header(const journal::OutsideRecord& record, const std::string& name) {
  return std::string(record.header(name).value_or("(none)"));
}

}  // namespace escalon::routing
