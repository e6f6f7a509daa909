#pragma once

#include <string>

#include "absl/container/flat_hash_map.h"
#include "escalon/base/ids.hpp"
#include "escalon/insight/v1/read_model.pb.h"
#include "escalon/journal/record.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "read_model_store.hpp"

namespace escalon::service {
class MeshMetrics;
}

namespace escalon::insight {

/// Folds accepted decisions into the tables and counts them. Case rows that a batch touches are
/// kept in memory until `flush`.
class DecisionFold {
 public:
  DecisionFold(ReadModelWriter& writer, service::MeshMetrics& metrics)
      : writer_(writer), metrics_(metrics) {}

  void fold(const journal::TopicPartition& at, journal::Offset offset,
            const journal::v1::Decision& decision);
  /// Writes the rows that were touched.
  void flush();
  [[nodiscard]] std::int64_t newest_entry() const { return newest_entry_; }
  void set_newest_entry(std::int64_t entry) { newest_entry_ = entry; }
  /// The newest stamp of a decision, in Unix ms; 0 = none.
  [[nodiscard]] std::int64_t last_decided_at_ms() const { return last_decided_at_ms_; }
  void set_last_decided_at_ms(std::int64_t at_ms) { last_decided_at_ms_ = at_ms; }

 private:
  struct Place {
    std::string topic;
    std::string position;
    std::string decided_at;
    std::string cause;
    std::string policy;
    std::string event_id;
    Key key;
  };
  void fold_event(const Place& place, const std::string& bytes);
  void fold_classified(const Place& place, const std::string& bytes);
  void fold_sla(const Place& place, const std::string& bytes);
  void fold_escalation(const Place& place, const std::string& bytes);
  void fold_team(const Place& place, const std::string& bytes);
  void fold_notification(const Place& place, const std::string& bytes);
  template <typename Event>
  void tell(const Place& place, const Key& key, const Event& event);
  v1::CaseRow& row_of(const Key& key);

  ReadModelWriter& writer_;
  service::MeshMetrics& metrics_;
  struct Touched {
    v1::CaseRow row;
    bool was_open = false;
  };
  absl::flat_hash_map<std::string, Touched> rows_;
  // Channel of a planned notification, so that its result can be counted by channel; bounded by
  // what is unfinished.
  absl::flat_hash_map<std::string, std::string> channels_;
  std::int64_t newest_entry_ = 0;
  std::int64_t last_decided_at_ms_ = 0;
};

}  // namespace escalon::insight
