#include "escalation_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "escalation_rows.hpp"
#include "escalon/base/ids.hpp"
#include "repeats.hpp"

namespace escalon::insight {
namespace {

constexpr std::int64_t kMatchesMax = 200;
constexpr std::size_t kWordsMax = 60;
constexpr std::int64_t kLookedAtMax = 100;

// A phrase of the FTS5 query language; what is in quotes is taken as it is.
// https://www.sqlite.org/fts5.html#fts5_strings
std::string phrase_of(std::string_view text) {
  std::string out = "\"";
  for (const char letter : text) {
    out += letter == '"' ? "\"\"" : std::string(1, letter);
  }
  return out + "\"";
}

std::string query_of(const std::vector<std::string>& words, std::string_view intent) {
  std::string query;
  for (std::size_t i = 0; i < std::min(words.size(), kWordsMax); ++i) {
    query += (i == 0 ? "issue : (" : " OR ") + phrase_of(words[i]);
  }
  query += words.empty() ? "" : ")";
  if (!intent.empty()) {
    query += (query.empty() ? "intent : " : " OR intent : ") + phrase_of(intent);
  }
  return query;
}

void mark(v1::EscalationView& view, const std::optional<v1::EscalationRow>& before) {
  if (before) {
    view.set_repeat_of(before->view().escalation_id());
    view.set_repeat_of_case_id(before->case_id());
  }
}

std::vector<v1::EscalationRow> rows_of(Statement& statement) {
  std::vector<v1::EscalationRow> rows;
  while (statement.step()) {
    rows.emplace_back().ParseFromString(statement.text(0));
  }
  return rows;
}

}  // namespace

RepeatFinder::RepeatFinder(Database& database)
    : before_(database.prepare(
          "SELECT row FROM escalation WHERE tenant = ?1 AND customer = ?2 AND customer != x'' AND "
          "(opened_at_ms, escalation) < (?3, ?4) ORDER BY opened_at_ms DESC, escalation DESC "
          "LIMIT ?5")) {}

std::optional<v1::EscalationRow> RepeatFinder::find(std::string_view tenant,
                                                    const v1::EscalationRow& one) {
  std::optional<v1::EscalationRow> found;
  if (one.customer_id().empty()) {
    return found;
  }
  before_.bind(1, tenant)
      .bind(2, one.customer_id())
      .bind(3, one.opened_at_ms())
      .bind(4, one.view().escalation_id())
      .bind(5, kLookedAtMax);
  v1::EscalationRow before;
  while (!found && before_.step()) {
    before.ParseFromString(before_.text(0));
    if (is_repeat(one, before)) {
      found = std::move(before);
    }
  }
  before_.reset();
  return found;
}

EscalationWriter::EscalationWriter(Database& database)
    : find_(
          database.prepare("SELECT id, row FROM escalation WHERE tenant = ?1 AND escalation = ?2")),
      store_(database.prepare(
          "INSERT INTO escalation (tenant, escalation, began_at_ms, customer, opened_at_ms, row) "
          "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (tenant, escalation) DO UPDATE SET "
          "began_at_ms = ?3, customer = ?4, opened_at_ms = ?5, row = ?6")),
      forget_(database.prepare("DELETE FROM knowledge WHERE rowid = ?1")),
      learn_(database.prepare("INSERT INTO knowledge (rowid, issue, intent) VALUES (?1, CAST(?2 AS "
                              "TEXT), CAST(?3 AS TEXT))")),
      repeats_(database) {}

std::int64_t EscalationWriter::find(std::string_view tenant, std::string_view escalation_id,
                                    std::string& row) {
  std::int64_t id = 0;
  if (find_.bind(1, tenant).bind(2, escalation_id).step()) {
    id = find_.number(0);
    row = find_.text(1);
  }
  find_.reset();
  return id;
}

void EscalationWriter::learn(std::int64_t id, const v1::EscalationRow& row) {
  forget_.bind(1, id).run();
  if (row.view().status() == "resolved") {
    learn_.bind(1, id).bind(2, row.view().issue()).bind(3, row.intent()).run();
  }
}

bool EscalationWriter::store(std::string_view tenant, const v1::EscalationRow& row) {
  const std::string bytes = row.SerializeAsString();
  const std::string& escalation_id = row.view().escalation_id();
  std::string stored;
  std::int64_t id = find(tenant, escalation_id, stored);
  if (id != 0 && stored == bytes) {
    return false;
  }
  const bool is_new = id == 0;
  store_.bind(1, tenant)
      .bind(2, escalation_id)
      .bind(3, row.began_at_ms())
      .bind(4, row.customer_id())
      .bind(5, row.opened_at_ms())
      .bind(6, bytes)
      .run();
  id = id != 0 ? id : find(tenant, escalation_id, stored);
  learn(id, row);
  return is_new && repeats_.find(tenant, row).has_value();
}

void EscalationWriter::reset() {
  for (Statement* statement : {&find_, &store_, &forget_, &learn_}) {
    statement->reset();
  }
  repeats_.reset();
}

EscalationReader::EscalationReader(Database& database)
    : since_(database.prepare("SELECT row FROM escalation WHERE tenant = ?1 AND began_at_ms >= ?2 "
                              "ORDER BY escalation")),
      // The index has the key as well, so that no row is read.
      cases_(database.prepare(
          "SELECT COUNT(*) FROM case_row INDEXED BY case_open WHERE open IN (0, 1) AND "
          "first_at_ms >= ?1 AND substr(key, 1, length(?2)) = ?2")),
      matching_(database.prepare(
          "SELECT escalation.row FROM knowledge JOIN escalation ON escalation.id = knowledge.rowid "
          "WHERE knowledge MATCH CAST(?1 AS TEXT) AND escalation.tenant = ?2 "
          "ORDER BY knowledge.rank, escalation.escalation LIMIT ?3")),
      repeats_(database) {}

std::vector<v1::EscalationRow> EscalationReader::since(std::string_view tenant,
                                                       std::int64_t began_at_ms) {
  std::vector<v1::EscalationRow> rows = rows_of(since_.bind(1, tenant).bind(2, began_at_ms));
  for (v1::EscalationRow& row : rows) {
    mark(*row.mutable_view(), repeats_.find(tenant, row));
  }
  return rows;
}

void EscalationReader::mark_repeats(v1::CaseRow& row) {
  v1::CaseView& view = *row.mutable_view();
  int place = 0;
  for (const v1::EscalationRow& one : escalation_rows(row)) {
    mark(*view.mutable_escalations(place++), repeats_.find(view.tenant(), one));
  }
}

std::int64_t EscalationReader::cases_since(std::string_view tenant, std::int64_t began_at_ms) {
  const std::string prefix = make_key(tenant, "").str();
  const std::int64_t count =
      cases_.bind(1, began_at_ms).bind(2, prefix).step() ? cases_.number(0) : 0;
  cases_.reset();
  return count;
}

std::vector<v1::EscalationRow> EscalationReader::matching(std::string_view tenant,
                                                          const std::vector<std::string>& words,
                                                          std::string_view intent) {
  const std::string query = query_of(words, intent);
  return query.empty() ? std::vector<v1::EscalationRow>()
                       : rows_of(matching_.bind(1, query).bind(2, tenant).bind(3, kMatchesMax));
}

}  // namespace escalon::insight
