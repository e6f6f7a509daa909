#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "clock_tables.hpp"
#include "escalation_tables.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/insight/v1/read_model.pb.h"
#include "sqlite.hpp"
#include "turns.hpp"

namespace escalon::insight {

/// The tables of the read model, as the one thread that folds writes them. Errors of the file throw
/// std::runtime_error.
class ReadModelWriter {
 public:
  /// Makes the tables, or empties a file whose tables are of another version. Others write the file
  /// by the same `turns`.
  ReadModelWriter(const std::filesystem::path& file, std::shared_ptr<Turns> turns);

  /// Begins a transaction unless one is open, when it is its turn.
  void begin();
  void commit();
  /// Forgets what was written since the last commit, if anything.
  void rollback();

  [[nodiscard]] v1::CaseRow load(const Key& key);
  /// Stores the case and its escalations. The teams whose escalations are new and repeats of others
  /// of the customer, as far as those are stored.
  std::vector<std::string> store(const Key& key, const v1::CaseRow& row, bool open);
  [[nodiscard]] ClockWriter& clocks() { return clocks_; }
  /// Appends an entry of `key`; its number is above those of all before it.
  void append(std::int64_t entry, const Key& key, const v1::TimelineItem& item);
  void store_fold(const journal::TopicPartition& at, const JournalStart& fold,
                  std::int64_t last_decided_at_ms);
  [[nodiscard]] std::int64_t last_decided_at_ms();
  [[nodiscard]] std::map<journal::TopicPartition, JournalStart> load_folds();
  [[nodiscard]] std::int64_t newest_entry();

  /// An escalation waits in a team's queue, or no longer; true when that was news.
  bool enqueue(const KeyParts& team, const std::string& escalation_id, std::int64_t since_ms);
  bool dequeue(const KeyParts& team, const std::string& escalation_id);
  /// Who is present or away; whoever is offline is forgotten.
  void note_presence(const KeyParts& team, const std::string& person, const std::string& presence,
                     std::int32_t capacity);
  /// Content hash of the policy by which the newest decision was made.
  void note_policy(const std::string& hash);
  /// A notification is planned for a channel, or has come to its end.
  void note_planned(const std::string& notification, const std::string& channel);
  void note_settled(const std::string& notification);
  /// Channels of the notifications that have not come to their end, by id.
  [[nodiscard]] absl::flat_hash_map<std::string, std::string> unsettled_channels();
  /// Since when the oldest of a team's queue waits, whatever the tenant, in Unix seconds; 0 when
  /// none does.
  [[nodiscard]] double oldest_waits_since(const std::string& team);
  /// By team, whatever the tenant.
  [[nodiscard]] std::map<std::string, std::int64_t> queue_depths();

 private:
  // What figures of cases without an escalation know of the case.
  void store_answers(const Key& key, const v1::CaseRow& row);

  struct Opened {
    explicit Opened(Database& database);
  };

  std::shared_ptr<Turns> turns_;
  std::unique_ptr<Turns::Turn> turn_;  // while a transaction is open
  Database database_;
  Opened opened_;
  Statement load_;
  Statement store_;
  Statement append_;
  Statement store_fold_;
  Statement enqueue_;
  Statement dequeue_;
  Statement oldest_;
  Statement put_person_;
  Statement drop_person_;
  Statement note_policy_;
  Statement changes_;
  Statement note_planned_;
  Statement note_settled_;
  Statement store_answers_;
  Statement drop_answers_;
  EscalationWriter escalations_;
  ClockWriter clocks_;
};

/// What questions read. One thread at a time.
class ReadModelReader {
 public:
  explicit ReadModelReader(const std::filesystem::path& file);

  /// Nothing where the case is unknown. `timeline` is filled in.
  [[nodiscard]] std::optional<v1::CaseRow> find_case(const Key& key);
  [[nodiscard]] std::vector<Key> case_keys();
  [[nodiscard]] OpenCases open_cases();
  [[nodiscard]] std::vector<v1::TimelineItem> entries_after(std::int64_t after_entry, int limit);
  [[nodiscard]] std::vector<v1::TimelineItem> entries_of_case_after(const Key& key,
                                                                    std::int64_t after_entry,
                                                                    int limit);
  /// Scores of cases without an escalation that began at or after, as shares of the best possible.
  [[nodiscard]] std::vector<double> unescalated_answers(std::string_view tenant,
                                                        std::int64_t began_at_ms);
  [[nodiscard]] EscalationReader& escalations() { return escalations_; }

 private:
  static std::vector<v1::TimelineItem> items(Statement& statement);

  Database database_;
  Statement find_;
  Statement keys_;
  Statement open_;
  Statement entries_;
  Statement entries_of_case_;
  Statement answers_;
  EscalationReader escalations_;
};

}  // namespace escalon::insight
