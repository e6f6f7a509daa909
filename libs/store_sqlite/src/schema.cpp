#include "schema.hpp"

#include <fmt/format.h>

namespace escalon::store_sqlite {
namespace {

// Much of what is written are rows of the log, which are long: larger pages are fewer writes.
constexpr const char* kPragmas = R"(
PRAGMA page_size = 16384;
PRAGMA journal_mode = WAL;
PRAGMA journal_size_limit = 134217728;
PRAGMA cache_size = -65536;
PRAGMA temp_store = MEMORY;
)";

// `state` keeps its rows in the order of their making, so that the cases of today share pages;
// `due` is kept in the order of the horizon.
constexpr const char* kTables = R"(
BEGIN IMMEDIATE;
CREATE TABLE partitions (
  number INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  partition INTEGER NOT NULL,
  UNIQUE (topic, partition));
CREATE TABLE log (
  place INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  records BLOB NOT NULL);
CREATE TABLE meta (
  number INTEGER PRIMARY KEY,
  stage TEXT NOT NULL,
  partition INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  version INTEGER NOT NULL,
  fold_version INTEGER NOT NULL,
  partition_state BLOB NOT NULL,
  UNIQUE (stage, partition));
CREATE TABLE state (
  number INTEGER PRIMARY KEY,
  view INTEGER NOT NULL,
  key TEXT NOT NULL,
  envelope BLOB NOT NULL,
  UNIQUE (view, key));
CREATE TABLE due (
  view INTEGER NOT NULL,
  due_ms INTEGER NOT NULL,
  key TEXT NOT NULL,
  timer TEXT NOT NULL,
  generation INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY (view, due_ms, key, timer)) WITHOUT ROWID;
PRAGMA application_id = 1163084620;
PRAGMA user_version = 1;
COMMIT;
)";

constexpr std::int64_t kApplicationId = 1163084620;

Error cannot_use(const StoreOptions& options, const Database& database) {
  const auto file = database_file(options.directory).string();
  if (database.trouble() == Trouble::kFatal &&
      database.message().find("not a database") != std::string::npos) {
    return invalid(
        fmt::format("{} is not a database of Escalon ({}); name another directory with "
                    "--data, or move the file away",
                    file, database.message()));
  }
  return Error{Error::Kind::kUnavailable,
               fmt::format("cannot use {}: {}; check the disk and the rights of the file", file,
                           database.message())};
}

Status check_version(Database& database, const StoreOptions& options) {
  const std::int64_t version = database.number("PRAGMA user_version");
  const std::int64_t application = database.number("PRAGMA application_id");
  const bool used = database.number("SELECT count(*) FROM sqlite_master") > 0;
  if (!database.ok()) {
    return cannot_use(options, database);
  }
  const std::string directory = options.directory.string();
  if (used && application != kApplicationId) {
    return invalid(
        fmt::format("{} is a database of another program; name another directory with "
                    "--data",
                    database_file(options.directory).string()));
  }
  if (version > kSchemaVersion) {
    return invalid(
        fmt::format("data directory {} has version {}, made by a newer Escalon; this "
                    "program understands up to version {}. Install the newer Escalon, or "
                    "name another directory with --data",
                    directory, version, kSchemaVersion));
  }
  return {};
}

void configure(Database& database, const StoreOptions& options) {
  database.run(kPragmas);
  database.run(options.durability == Durability::kFull ? "PRAGMA synchronous = FULL"
                                                       : "PRAGMA synchronous = NORMAL");
}

Error other_partitions(const StoreOptions& options, const TopicOptions& topic, std::int64_t has) {
  return invalid(
      fmt::format("data directory {} was made with {} partition(s) of {}, and {} are "
                  "wanted now; start with the old number, or use another directory",
                  options.directory.string(), has, topic.name, topic.partitions));
}

std::int64_t count_partitions(Database& database, const std::string& topic) {
  Statement count(database, "SELECT count(*) FROM partitions WHERE topic = ?");
  Rows rows = count.rows(std::string_view(topic));
  return rows.next() ? rows.number(0) : 0;
}

std::int64_t number_of(Database& database, const journal::TopicPartition& at) {
  Statement find(database, "SELECT number FROM partitions WHERE topic = ? AND partition = ?");
  Rows rows = find.rows(std::string_view(at.topic), at.partition);
  return rows.next() ? rows.number(0) : 0;
}

void add_partitions(Database& database, const TopicOptions& topic) {
  Statement insert(database, "INSERT INTO partitions (topic, partition) VALUES (?, ?)");
  for (std::uint32_t partition = 0; partition < topic.partitions; ++partition) {
    insert.run(std::string_view(topic.name), partition);
  }
}

}  // namespace

std::filesystem::path database_file(const std::filesystem::path& directory) {
  return directory / "escalon.db";
}

Result<Database> open_for_writing(const StoreOptions& options) {
  Result<Database> opened =
      Database::open(database_file(options.directory), Database::Mode::kReadWrite);
  if (!opened.ok()) {
    return opened;
  }
  if (Status checked = check_version(*opened, options); !checked.ok()) {
    return checked.error();
  }
  configure(*opened, options);
  if (opened->number("PRAGMA user_version") == 0) {
    opened->run(kTables);
  }
  if (!opened->ok()) {
    return cannot_use(options, *opened);
  }
  return opened;
}

Result<Database> open_for_reading(const std::filesystem::path& directory) {
  Result<Database> opened = Database::open(database_file(directory), Database::Mode::kReadOnly);
  if (opened.ok()) {
    opened->run("PRAGMA cache_size = -16384");
  }
  return opened;
}

Result<Database> open_for_checkpoints(const std::filesystem::path& directory) {
  return Database::open(database_file(directory), Database::Mode::kReadWrite);
}

Result<std::vector<Partition>> load_partitions(Database& database, const StoreOptions& options) {
  std::vector<Partition> partitions;
  for (const TopicOptions& topic : options.topics) {
    const std::int64_t has = count_partitions(database, topic.name);
    if (has != 0 && has != topic.partitions) {
      return other_partitions(options, topic, has);
    }
    if (has == 0) {
      add_partitions(database, topic);
    }
    for (std::uint32_t partition = 0; partition < topic.partitions; ++partition) {
      journal::TopicPartition at{topic.name, partition};
      const std::int64_t number = number_of(database, at);
      partitions.push_back({std::move(at), number, topic.plain, end_of(database, number)});
    }
  }
  if (!database.ok()) {
    return cannot_use(options, database);
  }
  return partitions;
}

journal::Offset end_of(Database& database, std::int64_t number) {
  Statement last(
      database,
      "SELECT place, count FROM log WHERE place BETWEEN ? AND ? ORDER BY place DESC LIMIT 1");
  Rows rows = last.rows(place_of(number, 0), place_of(number + 1, 0) - 1);
  if (!rows.next()) {
    return 0;
  }
  return offset_of(rows.number(0)) + static_cast<journal::Offset>(rows.number(1));
}

}  // namespace escalon::store_sqlite
