#include "clock_tables.hpp"

#include <algorithm>
#include <string>

#include "escalon/sla/sla.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kSliceBytesMax = 1U << 20U;

// Ids of a slice's rows are above this one and below the next slice's.
std::int64_t first_id(std::uint32_t slice) {
  return std::int64_t{slice} << 48U;
}

bool has_running(const sla::v1::CaseClocks& clocks) {
  return std::any_of(clocks.runs().begin(), clocks.runs().end(),
                     [](const auto& run) { return run.stopped_at_ms() == 0; });
}

}  // namespace

ClockWriter::ClockWriter(Database& database)
    : load_(database.prepare("SELECT id, row FROM case_clocks WHERE key = ?1")),
      add_(database.prepare("INSERT INTO case_clocks (key, running, row) VALUES (?1, ?2, ?3)")),
      replace_(database.prepare("UPDATE case_clocks SET running = ?2, row = ?3 WHERE id = ?1")),
      forget_(database.prepare("DELETE FROM case_clocks WHERE id = ?1")),
      keep_events_(database.prepare("INSERT INTO clock_events (id, events) VALUES (?1, ?2)")),
      events_(database.prepare("SELECT events FROM clock_events WHERE id >= ?1 AND id < ?2 "
                               "ORDER BY id")),
      drop_events_(database.prepare("DELETE FROM clock_events WHERE id >= ?1 AND id < ?2")) {
  Statement stored = database.prepare(
      "SELECT MAX(id), COALESCE(SUM(LENGTH(events)), 0) FROM clock_events WHERE id >= ?1 AND "
      "id < ?2");
  for (std::uint32_t i = 0; i < kSlices; ++i) {
    slices_[i].newest_id = first_id(i);
    if (stored.bind(1, first_id(i)).bind(2, first_id(i + 1)).step()) {
      slices_[i].newest_id = std::max(first_id(i), stored.number(0));
      slices_[i].stored_bytes = static_cast<std::size_t>(stored.number(1));
    }
    stored.reset();
  }
}

// It is in the file: it never changes.
std::uint32_t ClockWriter::slice_of(const Key& key) {
  return murmur2(key.str()) % kSlices;
}

void ClockWriter::note(const Key& key, const std::string& policy, const std::string& event) {
  Slice& slice = slices_[slice_of(key)];
  v1::ClockEvent& noted = *slice.noted.add_events();
  noted.set_key(key.str());
  if (policy != slice.noted_policy) {
    noted.set_policy(policy);
    slice.noted_policy = policy;
  }
  noted.set_event(event);
}

void ClockWriter::store() {
  std::uint32_t fullest = 0;
  for (std::uint32_t i = 0; i < kSlices; ++i) {
    Slice& slice = slices_[i];
    if (!slice.noted.events().empty()) {
      const std::string bytes = slice.noted.SerializeAsString();
      keep_events_.bind(1, ++slice.newest_id).bind(2, bytes).run();
      slice.stored_bytes += bytes.size();
      slice.noted.Clear();
      slice.noted_policy.clear();
    }
    fullest = slices_[fullest].stored_bytes < slice.stored_bytes ? i : fullest;
  }
  if (slices_[fullest].stored_bytes > kSliceBytesMax) {
    settle(fullest);
  }
}

void ClockWriter::settle(std::uint32_t slice) {
  Touched touched;
  events_.bind(1, first_id(slice)).bind(2, first_id(slice + 1));
  while (events_.step()) {
    v1::ClockEvents stored;
    stored.ParseFromString(events_.text(0));
    std::string policy;
    for (const v1::ClockEvent& noted : stored.events()) {
      policy = noted.policy().empty() ? policy : noted.policy();
      fold(noted, policy, touched);
    }
  }
  for (const auto& [key, kept] : touched) {
    put(key, kept);
  }
  drop_events_.bind(1, first_id(slice)).bind(2, first_id(slice + 1)).run();
  slices_.at(slice).stored_bytes = 0;
}

bool ClockWriter::owes(std::uint32_t slice) {
  const bool found = events_.bind(1, first_id(slice)).bind(2, first_id(slice + 1)).step();
  events_.reset();
  return found;
}

// The same fold as the stage's own, so that the same is known of the case. An event that cannot be
// parsed was written by a newer version: readers pass over it.
void ClockWriter::fold(const v1::ClockEvent& noted, const std::string& policy, Touched& touched) {
  sla::v1::SlaEvent event;
  if (!event.ParseFromString(noted.event())) {
    return;
  }
  const auto [found, added] = touched.try_emplace(noted.key());
  if (added) {
    found->second = load(noted.key());
  }
  sla::evolve(*found->second.row.mutable_clocks(), event);
  found->second.row.set_policy(policy);
}

ClockWriter::Kept ClockWriter::load(const std::string& key) {
  Kept kept;
  if (load_.bind(1, key).step()) {
    kept.id = load_.number(0);
    kept.row.ParseFromString(load_.text(1));
  }
  load_.reset();
  return kept;
}

void ClockWriter::put(const std::string& key, const Kept& kept) {
  const std::string bytes = kept.row.SerializeAsString();
  const std::int64_t running{has_running(kept.row.clocks())};
  if (kept.row.clocks().GetCachedSize() == 0) {
    forget_.bind(1, kept.id).run();
  } else if (kept.id == 0) {
    add_.bind(1, key).bind(2, running).bind(3, bytes).run();
  } else {
    replace_.bind(1, kept.id).bind(2, running).bind(3, bytes).run();
  }
}

void ClockWriter::reset() {
  for (Statement* statement :
       {&load_, &add_, &replace_, &forget_, &keep_events_, &events_, &drop_events_}) {
    statement->reset();
  }
  for (Slice& slice : slices_) {
    slice.noted.Clear();
    slice.noted_policy.clear();
  }
}

ClockReader::ClockReader(Database& database)
    : find_(database.prepare("SELECT row FROM case_clocks WHERE key = ?1")),
      count_(database.prepare("SELECT COUNT(*) FROM case_clocks WHERE running = 1")),
      running_(database.prepare("SELECT key, row FROM case_clocks WHERE running = 1 AND key > ?1 "
                                "ORDER BY key LIMIT ?2")) {}

std::optional<v1::ClocksRow> ClockReader::find(const Key& key) {
  return find_row<v1::ClocksRow>(find_, key);
}

std::int64_t ClockReader::count_running() {
  const std::int64_t count = count_.step() ? count_.number(0) : 0;
  count_.reset();
  return count;
}

std::vector<std::pair<Key, v1::ClocksRow>> ClockReader::running_after(const Key& after, int limit) {
  std::vector<std::pair<Key, v1::ClocksRow>> rows;
  running_.bind(1, after.str()).bind(2, std::int64_t{limit});
  while (running_.step()) {
    rows.emplace_back(Key(running_.text(0)), v1::ClocksRow())
        .second.ParseFromString(running_.text(1));
  }
  return rows;
}

}  // namespace escalon::insight
