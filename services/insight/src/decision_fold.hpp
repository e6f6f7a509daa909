#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "escalon/base/ids.hpp"
#include "escalon/insight/timeline_text.hpp"
#include "escalon/insight/v1/read_model.pb.h"
#include "escalon/journal/decoded_record.hpp"
#include "read_model_store.hpp"

namespace escalon::service {
class MeshMetrics;
}

namespace escalon::insight {

/// Folds accepted decisions into the tables and counts them. Case rows that are touched are written
/// by `flush`; some thousand stay in memory, so that a case that goes on is not read again.
class DecisionFold {
 public:
  DecisionFold(ReadModelWriter& writer, service::MeshMetrics& metrics);

  void fold(const journal::TopicPartition& at, journal::Offset offset,
            const journal::DecodedRecord& record);
  /// Writes the rows that were touched.
  void flush();
  [[nodiscard]] std::int64_t newest_entry() const { return newest_entry_; }
  void set_newest_entry(std::int64_t entry) { newest_entry_ = entry; }
  /// The newest stamp of a decision, in Unix ms; 0 = none.
  [[nodiscard]] std::int64_t last_decided_at_ms() const { return last_decided_at_ms_; }
  void set_last_decided_at_ms(std::int64_t at_ms) { last_decided_at_ms_ = at_ms; }

 private:
  // Where an event stands; the record outlives it.
  struct Place {
    const journal::TopicPartition& at;
    journal::Offset offset;
    const journal::v1::Decision& decision;
    Key key;
    std::string event_id;
  };
  // Event `index` of `record`, of which the bytes are `bytes`.
  struct Told {
    const journal::DecodedRecord& record;
    size_t index;
    const std::string& bytes;
  };
  void fold_event(const Place& place, const Told& told);
  template <typename Event>
  void fold_as(const Place& place, const Told& told);
  void fold_one(const Place& place, const classification::v1::ClassificationEvent& event);
  void fold_one(const Place& place, const sla::v1::SlaEvent& event);
  void fold_one(const Place& place, const escalation::v1::EscalationEvent& event);
  void fold_one(const Place& place, const team::v1::TeamEvent& event);
  void fold_one(const Place& place, const notification::v1::NotificationEvent& event);
  template <typename Event>
  void tell(const Place& place, const Key& key, const Event& event);
  void measure_queue(const std::string& team, double more);
  v1::CaseRow& row_of(const Key& key);

  ReadModelWriter& writer_;
  service::MeshMetrics& metrics_;
  struct Kept {
    v1::CaseRow row;
    bool was_open = false;  // as the table has it
    bool touched = false;   // since the last flush
  };
  absl::flat_hash_map<std::string, Kept> rows_;  // what is in the table, or newer; bounded
  std::vector<std::string> touched_;
  // Channel of a planned notification, so that its result can be counted by channel; bounded by
  // what is unfinished, and in the table too.
  absl::flat_hash_map<std::string, std::string> channels_;
  std::string policy_;  // of the newest decision since the fold began; empty = none yet
  std::int64_t newest_entry_ = 0;
  std::int64_t last_decided_at_ms_ = 0;
};

}  // namespace escalon::insight
