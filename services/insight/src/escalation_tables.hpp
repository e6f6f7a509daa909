#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/insight/v1/read_model.pb.h"
#include "sqlite.hpp"

namespace escalon::insight {

/// Makes the tables of escalations and of the knowledge base, and drops them if they are there.
inline constexpr const char* kEscalationTables = R"sql(
  CREATE TABLE escalation (id INTEGER PRIMARY KEY, tenant BLOB NOT NULL, escalation BLOB NOT NULL,
                           began_at_ms INTEGER NOT NULL, customer BLOB NOT NULL,
                           opened_at_ms INTEGER NOT NULL, row BLOB NOT NULL,
                           UNIQUE (tenant, escalation));
  CREATE INDEX escalation_customer ON escalation (tenant, customer, opened_at_ms, escalation)
                                      WHERE customer != x'';
  CREATE INDEX escalation_began ON escalation (tenant, began_at_ms);
  CREATE VIRTUAL TABLE knowledge USING fts5 (issue, intent,
                                             tokenize = 'unicode61 remove_diacritics 0');
)sql";
inline constexpr const char* kDropEscalationTables =
    "DROP TABLE IF EXISTS escalation; DROP TABLE IF EXISTS knowledge;";

/// Finds whose repeat an escalation is. One thread at a time.
class RepeatFinder {
 public:
  explicit RepeatFinder(Database& database);

  /// The customer's escalation whose repeat `one` is, by what is stored: the one that was opened
  /// last before it and of which it is one. Looks at the 100 that were opened last before it and no
  /// further. None of one whose customer is not known.
  [[nodiscard]] std::optional<v1::EscalationRow> find(std::string_view tenant,
                                                      const v1::EscalationRow& one);
  /// Ends what an error has interrupted.
  void reset() { before_.reset(); }

 private:
  Statement before_;
};

/// Writes escalations, and those that are resolved into the knowledge base as well. Within the
/// transaction of whoever calls.
class EscalationWriter {
 public:
  explicit EscalationWriter(Database& database);

  /// Replaces what is stored of the escalation; writes nothing where nothing changed. True where it
  /// is new and, by what is stored so far, a repeat of another one of its customer.
  bool store(std::string_view tenant, const v1::EscalationRow& row);
  /// Ends what an error has interrupted.
  void reset();

 private:
  // The row's id as far as it is stored; 0 where it is not.
  std::int64_t find(std::string_view tenant, std::string_view escalation_id, std::string& row);
  void learn(std::int64_t id, const v1::EscalationRow& row);

  Statement find_;
  Statement store_;
  Statement forget_;
  Statement learn_;
  RepeatFinder repeats_;
};

/// Reads them. One thread at a time.
class EscalationReader {
 public:
  explicit EscalationReader(Database& database);

  /// Escalations of cases that began at or after, by id of the escalation, with whose repeats they
  /// are.
  [[nodiscard]] std::vector<v1::EscalationRow> since(std::string_view tenant,
                                                     std::int64_t began_at_ms);
  /// Says of each escalation of the case whose repeat it is.
  void mark_repeats(v1::CaseRow& row);
  /// How many cases began at or after.
  [[nodiscard]] std::int64_t cases_since(std::string_view tenant, std::int64_t began_at_ms);
  /// Resolved escalations of the tenant that share a word or the intent; the best matches of many.
  [[nodiscard]] std::vector<v1::EscalationRow> matching(std::string_view tenant,
                                                        const std::vector<std::string>& words,
                                                        std::string_view intent);

 private:
  Statement since_;
  Statement cases_;
  Statement matching_;
  RepeatFinder repeats_;
};

}  // namespace escalon::insight
