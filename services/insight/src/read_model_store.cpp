#include "read_model_store.hpp"

#include <algorithm>

#include "escalation_rows.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/base/trace_context.hpp"
#include "escalon/journal/partition_fold.hpp"

namespace escalon::insight {
namespace {

// Raise it with every change of the tables, of what the rows hold or of what the entries say.
constexpr int kVersion = 10;

// Rows of many cases change between two commits: the pages that hold them stay in memory until
// then.
constexpr const char* kPragmas = R"sql(
  PRAGMA page_size = 16384;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA cache_size = -32768;
  PRAGMA wal_autocheckpoint = 1000;
)sql";

constexpr const char* kTables = R"sql(
  CREATE TABLE case_row (key BLOB PRIMARY KEY, open INTEGER NOT NULL, first_at_ms INTEGER NOT NULL,
                         row BLOB NOT NULL) WITHOUT ROWID;
  CREATE INDEX case_open ON case_row (open, first_at_ms);
  CREATE TABLE timeline (entry INTEGER PRIMARY KEY, key BLOB NOT NULL,
                         item BLOB NOT NULL);
  CREATE INDEX timeline_of_key ON timeline (key, entry);
  CREATE TABLE fold (topic BLOB NOT NULL, partition INTEGER NOT NULL, row BLOB NOT NULL,
                     PRIMARY KEY (topic, partition)) WITHOUT ROWID;
  CREATE TABLE queue (team BLOB NOT NULL, tenant BLOB NOT NULL, escalation BLOB NOT NULL,
                      since_ms INTEGER NOT NULL, PRIMARY KEY (team, tenant, escalation))
                      WITHOUT ROWID;
  CREATE INDEX queue_since ON queue (team, since_ms);
  CREATE TABLE person (team BLOB NOT NULL, tenant BLOB NOT NULL, person BLOB NOT NULL,
                       presence BLOB NOT NULL, capacity INTEGER NOT NULL,
                       PRIMARY KEY (team, tenant, person)) WITHOUT ROWID;
  CREATE TABLE unescalated_answers (key BLOB PRIMARY KEY, tenant BLOB NOT NULL,
                                    began_at_ms INTEGER NOT NULL, row BLOB NOT NULL) WITHOUT ROWID;
  CREATE INDEX unescalated_answers_began ON unescalated_answers (tenant, began_at_ms);
  CREATE TABLE unsettled (notification BLOB PRIMARY KEY, channel BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE policy (id INTEGER PRIMARY KEY CHECK (id = 1), hash BLOB NOT NULL);
)sql";

constexpr const char* kDropTables =
    "DROP TABLE IF EXISTS case_row; DROP TABLE IF EXISTS timeline; DROP TABLE IF EXISTS fold;"
    "DROP TABLE IF EXISTS queue; DROP TABLE IF EXISTS person; DROP TABLE IF EXISTS policy;"
    "DROP TABLE IF EXISTS unescalated_answers; DROP TABLE IF EXISTS unsettled;";

}  // namespace

ReadModelWriter::Opened::Opened(Database& database) {
  database.execute(kPragmas);
  Statement version = database.prepare("PRAGMA user_version");
  const bool current = version.step() && version.number(0) == kVersion;
  version.reset();
  if (!current) {
    database.execute("BEGIN IMMEDIATE");
    database.execute(kDropTables);
    database.execute(kDropEscalationTables);
    database.execute(kDropClockTables);
    database.execute(kTables);
    database.execute(kEscalationTables);
    database.execute(kClockTables);
    database.execute(("PRAGMA user_version = " + std::to_string(kVersion)).c_str());
    database.execute("COMMIT");
  }
}

ReadModelWriter::ReadModelWriter(const std::filesystem::path& file, std::shared_ptr<Turns> turns)
    : turns_(std::move(turns)),
      database_(file),
      opened_(database_),
      load_(database_.prepare("SELECT row FROM case_row WHERE key = ?1")),
      store_(database_.prepare(
          "INSERT INTO case_row VALUES (?1, ?2, ?3, ?4) ON CONFLICT (key) DO UPDATE SET "
          "open = ?2, first_at_ms = ?3, row = ?4")),
      append_(database_.prepare("INSERT INTO timeline (entry, key, item) VALUES (?1, ?2, ?3)")),
      store_fold_(database_.prepare("INSERT OR REPLACE INTO fold VALUES (?1, ?2, ?3)")),
      enqueue_(database_.prepare("INSERT OR IGNORE INTO queue VALUES (?1, ?2, ?3, ?4)")),
      dequeue_(database_.prepare(
          "DELETE FROM queue WHERE team = ?1 AND tenant = ?2 AND escalation = ?3")),
      oldest_(database_.prepare("SELECT COALESCE(MIN(since_ms), 0) FROM queue WHERE team = ?1")),
      put_person_(database_.prepare("INSERT OR REPLACE INTO person VALUES (?1, ?2, ?3, ?4, ?5)")),
      drop_person_(
          database_.prepare("DELETE FROM person WHERE team = ?1 AND tenant = ?2 AND person = ?3")),
      note_policy_(database_.prepare("INSERT OR REPLACE INTO policy VALUES (1, ?1)")),
      changes_(database_.prepare("SELECT changes()")),
      note_planned_(database_.prepare("INSERT OR REPLACE INTO unsettled VALUES (?1, ?2)")),
      note_settled_(database_.prepare("DELETE FROM unsettled WHERE notification = ?1")),
      store_answers_(database_.prepare(
          "INSERT OR REPLACE INTO unescalated_answers (key, tenant, began_at_ms, row) "
          "VALUES (?1, ?2, ?3, ?4)")),
      drop_answers_(database_.prepare("DELETE FROM unescalated_answers WHERE key = ?1")),
      escalations_(database_),
      clocks_(database_) {}

void ReadModelWriter::begin() {
  if (!turn_) {
    auto turn = std::make_unique<Turns::Turn>(turns_);
    database_.execute("BEGIN IMMEDIATE");
    turn_ = std::move(turn);
  }
}

void ReadModelWriter::commit() {
  if (turn_) {
    database_.execute("COMMIT");
    turn_.reset();
  }
}

void ReadModelWriter::rollback() {
  const auto turn = std::move(turn_);  // passed on in any case
  for (Statement* statement : {&load_, &store_, &append_, &store_fold_, &enqueue_, &dequeue_,
                               &oldest_, &put_person_, &drop_person_, &note_policy_, &note_planned_,
                               &note_settled_, &store_answers_, &drop_answers_}) {
    statement->reset();
  }
  escalations_.reset();
  clocks_.reset();
  if (database_.in_transaction()) {
    database_.execute("ROLLBACK");
  }
}

v1::CaseRow ReadModelWriter::load(const Key& key) {
  return find_row<v1::CaseRow>(load_, key).value_or(v1::CaseRow());
}

std::vector<std::string> ReadModelWriter::store(const Key& key, const v1::CaseRow& row, bool open) {
  store_.bind(1, key.str())
      .bind(2, std::int64_t{open})
      .bind(3, row.first_at_ms())
      .bind(4, row.SerializeAsString())
      .run();
  store_answers(key, row);
  std::vector<std::string> teams;
  for (const v1::EscalationRow& escalation : escalation_rows(row)) {
    if (escalations_.store(row.view().tenant(), escalation)) {
      teams.push_back(escalation.view().team());
    }
  }
  return teams;
}

void ReadModelWriter::store_answers(const Key& key, const v1::CaseRow& row) {
  if (row.surveys().empty()) {
    return;
  }
  const bool unescalated = row.served() && row.view().escalations().empty();
  if (!unescalated) {
    drop_answers_.bind(1, key.str()).run();
    return;
  }
  v1::AnswersRow answers;
  for (const v1::SurveyRow& survey : row.surveys()) {
    answers.add_shares(survey.share());
  }
  store_answers_.bind(1, key.str())
      .bind(2, row.view().tenant())
      .bind(3, row.first_at_ms())
      .bind(4, answers.SerializeAsString())
      .run();
}

void ReadModelWriter::append(std::int64_t entry, const Key& key, const v1::TimelineItem& item) {
  append_.bind(1, entry).bind(2, key.str()).bind(3, item.SerializeAsString()).run();
}

void ReadModelWriter::store_fold(const journal::TopicPartition& at, const JournalStart& fold,
                                 std::int64_t last_decided_at_ms) {
  v1::FoldRow row;
  row.set_next_offset(fold.next);
  row.set_last_decided_at_ms(last_decided_at_ms);
  *row.mutable_fold() = journal::encode_fold(fold.fold);
  store_fold_.bind(1, at.topic)
      .bind(2, std::int64_t{at.partition})
      .bind(3, row.SerializeAsString())
      .run();
}

std::map<journal::TopicPartition, JournalStart> ReadModelWriter::load_folds() {
  std::map<journal::TopicPartition, JournalStart> folds;
  Statement all = database_.prepare("SELECT topic, partition, row FROM fold");
  while (all.step()) {
    v1::FoldRow row;
    row.ParseFromString(all.text(2));
    folds[{all.text(0), static_cast<std::uint32_t>(all.number(1))}] = {
        row.next_offset(), journal::decode_fold(row.fold())};
  }
  return folds;
}

std::int64_t ReadModelWriter::last_decided_at_ms() {
  std::int64_t last = 0;
  Statement all = database_.prepare("SELECT row FROM fold");
  while (all.step()) {
    v1::FoldRow row;
    row.ParseFromString(all.text(0));
    last = std::max(last, row.last_decided_at_ms());
  }
  return last;
}

std::int64_t ReadModelWriter::newest_entry() {
  Statement newest = database_.prepare("SELECT COALESCE(MAX(entry), 0) FROM timeline");
  return newest.step() ? newest.number(0) : 0;
}

bool ReadModelWriter::enqueue(const KeyParts& team, const std::string& escalation_id,
                              std::int64_t since_ms) {
  enqueue_.bind(1, team.name).bind(2, team.tenant).bind(3, escalation_id).bind(4, since_ms).run();
  changes_.step();
  const bool news = changes_.number(0) > 0;
  changes_.reset();
  return news;
}

bool ReadModelWriter::dequeue(const KeyParts& team, const std::string& escalation_id) {
  dequeue_.bind(1, team.name).bind(2, team.tenant).bind(3, escalation_id).run();
  changes_.step();
  const bool news = changes_.number(0) > 0;
  changes_.reset();
  return news;
}

void ReadModelWriter::note_presence(const KeyParts& team, const std::string& person,
                                    const std::string& presence, std::int32_t capacity) {
  if (presence == "offline") {
    drop_person_.bind(1, team.name).bind(2, team.tenant).bind(3, person).run();
  } else {
    put_person_.bind(1, team.name)
        .bind(2, team.tenant)
        .bind(3, person)
        .bind(4, presence)
        .bind(5, std::int64_t{capacity})
        .run();
  }
}

void ReadModelWriter::note_policy(const std::string& hash) {
  note_policy_.bind(1, hash).run();
}

void ReadModelWriter::note_planned(const std::string& notification, const std::string& channel) {
  note_planned_.bind(1, notification).bind(2, channel).run();
}

void ReadModelWriter::note_settled(const std::string& notification) {
  note_settled_.bind(1, notification).run();
}

absl::flat_hash_map<std::string, std::string> ReadModelWriter::unsettled_channels() {
  absl::flat_hash_map<std::string, std::string> channels;
  Statement all = database_.prepare("SELECT notification, channel FROM unsettled");
  while (all.step()) {
    channels[all.text(0)] = all.text(1);
  }
  return channels;
}

double ReadModelWriter::oldest_waits_since(const std::string& team) {
  const std::int64_t since_ms = oldest_.bind(1, team).step() ? oldest_.number(0) : 0;
  oldest_.reset();
  return static_cast<double>(since_ms) / 1000.0;
}

std::map<std::string, std::int64_t> ReadModelWriter::queue_depths() {
  std::map<std::string, std::int64_t> depths;
  Statement all = database_.prepare("SELECT team, COUNT(*) FROM queue GROUP BY team");
  while (all.step()) {
    depths[all.text(0)] = all.number(1);
  }
  return depths;
}

ReadModelReader::ReadModelReader(const std::filesystem::path& file)
    : database_(file),
      find_(database_.prepare("SELECT row FROM case_row WHERE key = ?1")),
      keys_(database_.prepare("SELECT key FROM case_row ORDER BY key")),
      open_(database_.prepare(
          "SELECT COUNT(*), COALESCE(MIN(first_at_ms), 0) FROM case_row WHERE open = 1")),
      entries_(database_.prepare(
          "SELECT entry, item FROM timeline WHERE entry > ?1 ORDER BY entry LIMIT ?2")),
      entries_of_case_(database_.prepare("SELECT entry, item FROM timeline WHERE key = ?1 AND "
                                         "entry > ?2 ORDER BY entry LIMIT ?3")),
      answers_(database_.prepare(
          "SELECT row FROM unescalated_answers WHERE tenant = ?1 AND began_at_ms >= ?2 "
          "ORDER BY began_at_ms, key")),
      escalations_(database_) {}

std::optional<v1::CaseRow> ReadModelReader::find_case(const Key& key) {
  return find_row<v1::CaseRow>(find_, key);
}

std::vector<Key> ReadModelReader::case_keys() {
  std::vector<Key> keys;
  while (keys_.step()) {
    keys.emplace_back(keys_.text(0));
  }
  return keys;
}

std::vector<double> ReadModelReader::unescalated_answers(std::string_view tenant,
                                                         std::int64_t began_at_ms) {
  std::vector<double> shares;
  answers_.bind(1, tenant).bind(2, began_at_ms);
  while (answers_.step()) {
    v1::AnswersRow row;
    row.ParseFromString(answers_.text(0));
    shares.insert(shares.end(), row.shares().begin(), row.shares().end());
  }
  return shares;
}

OpenCases ReadModelReader::open_cases() {
  OpenCases open;
  if (open_.step()) {
    open = {open_.number(0), from_ms(open_.number(1))};
  }
  open_.reset();
  return open;
}

std::vector<v1::TimelineItem> ReadModelReader::entries_after(std::int64_t after_entry, int limit) {
  return items(entries_.bind(1, after_entry).bind(2, std::int64_t{limit}));
}

std::vector<v1::TimelineItem> ReadModelReader::entries_of_case_after(const Key& key,
                                                                     std::int64_t after_entry,
                                                                     int limit) {
  return items(
      entries_of_case_.bind(1, key.str()).bind(2, after_entry).bind(3, std::int64_t{limit}));
}

std::vector<v1::TimelineItem> ReadModelReader::items(Statement& statement) {
  std::vector<v1::TimelineItem> found;
  while (statement.step()) {
    v1::TimelineItem& item = found.emplace_back();
    item.ParseFromString(statement.text(1));
    item.set_entry(statement.number(0));
    if (item.trace_id().empty()) {
      item.set_trace_id(trace_id_of({}, make_key(item.tenant(), item.case_id())));
    }
  }
  return found;
}

}  // namespace escalon::insight
