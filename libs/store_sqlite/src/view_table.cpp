#include "view_table.hpp"

#include <fmt/format.h>

#include <utility>

namespace escalon::store_sqlite {
namespace {

using journal::ViewAnswer;
using journal::ViewCode;

ViewAnswer refusal(const journal::StagePartition& at, ViewCode code, std::string reason) {
  ViewAnswer answer;
  answer.at = at;
  answer.code = code;
  answer.reason = std::move(reason);
  return answer;
}

ViewAnswer absent(const journal::StagePartition& at) {
  return refusal(
      at, ViewCode::kStale,
      fmt::format("the view of {}/{} does not exist; acquire it", at.stage, at.partition));
}

ViewAnswer fenced(const journal::StagePartition& at, journal::Epoch epoch, journal::ViewMeta meta) {
  ViewAnswer answer = refusal(at, ViewCode::kFenced,
                              fmt::format("the view of {}/{} has epoch {}, the call {}", at.stage,
                                          at.partition, meta.epoch, epoch));
  answer.meta = std::move(meta);
  return answer;
}

ViewAnswer stale(const journal::ViewVersion& call, const journal::ViewMeta& meta) {
  return refusal(call.at, ViewCode::kStale,
                 fmt::format("the view of {}/{} has epoch {} and version {}, the call {} and {}",
                             call.at.stage, call.at.partition, meta.epoch, meta.version, call.epoch,
                             call.version));
}

ViewAnswer done(const journal::StagePartition& at, const journal::ViewMeta& meta) {
  ViewAnswer answer;
  answer.at = at;
  answer.meta = meta;
  return answer;
}

}  // namespace

MetaReader::MetaReader(Database& database)
    : brief_(database,
             "SELECT number, epoch, version, fold_version FROM meta WHERE stage = ? AND partition "
             "= ?"),
      full_(
          database,
          "SELECT number, epoch, version, fold_version, partition_state FROM meta WHERE stage = ? "
          "AND partition = ?") {}

std::optional<StoredMeta> MetaReader::read(const journal::StagePartition& at,
                                           bool with_partition_state) {
  Rows rows =
      (with_partition_state ? full_ : brief_).rows(std::string_view(at.stage), at.partition);
  if (!rows.next()) {
    return std::nullopt;
  }
  StoredMeta stored;
  stored.number = rows.number(0);
  stored.meta.epoch = static_cast<journal::Epoch>(rows.number(1));
  stored.meta.version = static_cast<journal::Offset>(rows.number(2));
  stored.meta.fold_version = static_cast<std::uint32_t>(rows.number(3));
  if (with_partition_state) {
    stored.meta.partition_state = rows.bytes(4);
  }
  return stored;
}

ViewWriter::ViewWriter(Database& database, std::uint32_t fold_version)
    : fold_version_(fold_version),
      meta_(database),
      insert_meta_(
          database,
          "INSERT INTO meta (stage, partition, epoch, version, fold_version, partition_state) "
          "VALUES (?, ?, ?, 0, ?, x'')"),
      raise_epoch_(database, "UPDATE meta SET epoch = ? WHERE number = ?"),
      reset_meta_(database,
                  "UPDATE meta SET epoch = ?, version = 0, fold_version = ?, partition_state = x'' "
                  "WHERE number = ?"),
      move_(database, "UPDATE meta SET version = ?, partition_state = ? WHERE number = ?"),
      delete_states_(database, "DELETE FROM state WHERE view = ?"),
      delete_dues_(database, "DELETE FROM due WHERE view = ?"),
      put_state_(database,
                 "INSERT INTO state (view, key, envelope) VALUES (?, ?, ?) "
                 "ON CONFLICT (view, key) DO UPDATE SET envelope = excluded.envelope"),
      delete_state_(database, "DELETE FROM state WHERE view = ? AND key = ?"),
      put_due_(
          database,
          "INSERT INTO due (view, due_ms, key, timer, generation, kind) VALUES (?, ?, ?, ?, ?, ?) "
          "ON CONFLICT (view, due_ms, key, timer) DO UPDATE SET generation = excluded.generation, "
          "kind = excluded.kind WHERE generation <> excluded.generation OR kind <> excluded.kind"),
      delete_due_(database,
                  "DELETE FROM due WHERE view = ? AND due_ms = ? AND key = ? AND timer = ?") {}

ViewAnswer ViewWriter::acquire(const journal::StagePartition& at, journal::Epoch epoch,
                               journal::OnAcquire mode) {
  const std::optional<StoredMeta> stored = meta_.read(at, true);
  if (stored && stored->meta.epoch >= epoch) {
    return fenced(at, epoch, stored->meta);
  }
  if (!stored) {
    insert_meta_.run(std::string_view(at.stage), at.partition, epoch, fold_version_);
    return done(at, {epoch, 0, {}, fold_version_});
  }
  if (mode == journal::OnAcquire::kRebuild) {
    delete_states_.run(stored->number);
    delete_dues_.run(stored->number);
    reset_meta_.run(epoch, fold_version_, stored->number);
    return done(at, {epoch, 0, {}, fold_version_});
  }
  raise_epoch_.run(epoch, stored->number);
  journal::ViewMeta meta = stored->meta;
  meta.epoch = epoch;
  return done(at, meta);
}

ViewAnswer ViewWriter::apply(const journal::ViewVersion& version, const journal::ViewBatch& batch) {
  const std::optional<StoredMeta> stored = meta_.read(version.at, false);
  if (!stored) {
    return absent(version.at);
  }
  if (stored->meta.epoch > version.epoch) {
    return fenced(version.at, version.epoch, meta_.read(version.at, true).value_or(*stored).meta);
  }
  if (stored->meta.epoch < version.epoch || stored->meta.version != version.version) {
    return stale(version, stored->meta);
  }
  for (const journal::PostImage& image : batch.images) {
    write(stored->number, image);
  }
  move_.run(batch.to_version, Bytes{batch.partition_state}, stored->number);
  return done(version.at, {version.epoch, batch.to_version, {}, stored->meta.fold_version});
}

void ViewWriter::write(std::int64_t view, const journal::PostImage& image) {
  const std::string_view key = image.key.str();
  if (image.envelope) {
    put_state_.run(view, key, Bytes{*image.envelope});
  } else {
    delete_state_.run(view, key);
  }
  for (const journal::TimerRow& timer : image.removed) {
    delete_due_.run(view, timer.due_ms, key, std::string_view(timer.timer));
  }
  for (const journal::TimerRow& timer : image.armed()) {
    put_due_.run(view, timer.due_ms, key, std::string_view(timer.timer), timer.generation,
                 timer.kind);
  }
}

ViewReader::ViewReader(Database& database)
    : database_(database),
      meta_(database),
      select_state_(database, "SELECT envelope FROM state WHERE view = ? AND key = ?"),
      select_due_(
          database,
          "SELECT due_ms, key, timer, generation, kind FROM due WHERE view = ? AND "
          "(due_ms, key, timer) > (?, ?, ?) AND due_ms <= ? ORDER BY due_ms, key, timer LIMIT ?") {}

std::optional<std::int64_t> ViewReader::check(const journal::ViewVersion& version,
                                              bool with_partition_state, ViewAnswer& answer) {
  std::optional<StoredMeta> stored = meta_.read(version.at, with_partition_state);
  if (!stored) {
    answer = absent(version.at);
    return std::nullopt;
  }
  if (stored->meta.epoch > version.epoch) {
    answer = fenced(version.at, version.epoch, meta_.read(version.at, true).value_or(*stored).meta);
    return std::nullopt;
  }
  if (stored->meta.epoch < version.epoch || stored->meta.version < version.version) {
    answer = stale(version, stored->meta);
    return std::nullopt;
  }
  answer = done(version.at, stored->meta);
  return stored->number;
}

ViewAnswer ViewReader::load(const journal::ViewVersion& version, const std::vector<Key>& keys) {
  database_.run("BEGIN");
  ViewAnswer answer;
  if (const auto view = check(version, keys.empty(), answer)) {
    answer.states.reserve(keys.size());
    for (const Key& key : keys) {
      Rows rows = select_state_.rows(*view, std::string_view(key.str()));
      journal::StateRow row{key, std::nullopt};
      if (rows.next()) {
        row.envelope = std::string(rows.bytes(0));
      }
      answer.states.push_back(std::move(row));
    }
  }
  database_.run("COMMIT");
  return answer;
}

ViewAnswer ViewReader::horizon(const journal::ViewVersion& version,
                               const journal::TimerPosition& after, std::int64_t until_ms,
                               int limit) {
  database_.run("BEGIN");
  ViewAnswer answer;
  if (const auto view = check(version, false, answer)) {
    Rows rows = select_due_.rows(*view, after.due_ms, std::string_view(after.key),
                                 std::string_view(after.timer), until_ms, limit);
    while (rows.next()) {
      journal::TimerRow timer;
      timer.due_ms = rows.number(0);
      timer.key = Key(std::string(rows.bytes(1)));
      timer.timer = rows.bytes(2);
      timer.generation = static_cast<std::uint64_t>(rows.number(3));
      timer.kind = static_cast<int>(rows.number(4));
      answer.timers.push_back(std::move(timer));
    }
  }
  database_.run("COMMIT");
  return answer;
}

}  // namespace escalon::store_sqlite
