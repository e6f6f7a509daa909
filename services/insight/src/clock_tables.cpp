#include "clock_tables.hpp"

#include <algorithm>
#include <string>

#include "escalon/sla/sla.hpp"

namespace escalon::insight {
namespace {

constexpr std::size_t kEventBytesMax = 16U << 20U;

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
      keep_events_(database.prepare("INSERT INTO clock_events (events) VALUES (?1)")),
      events_(database.prepare("SELECT events FROM clock_events ORDER BY id")),
      drop_events_(database.prepare("DELETE FROM clock_events")) {}

void ClockWriter::note(const Key& key, const std::string& policy, const std::string& event) {
  v1::ClockEvent& noted = *noted_.add_events();
  noted.set_key(key.str());
  if (policy != noted_policy_) {
    noted.set_policy(policy);
    noted_policy_ = policy;
  }
  noted.set_event(event);
}

void ClockWriter::store() {
  if (noted_.events().empty()) {
    return;
  }
  const std::string bytes = noted_.SerializeAsString();
  keep_events_.bind(1, bytes).run();
  noted_.Clear();
  noted_policy_.clear();
  stored_bytes_ += bytes.size();
  if (stored_bytes_ > kEventBytesMax) {
    settle();
  }
}

void ClockWriter::settle() {
  Touched touched;
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
  drop_events_.run();
  stored_bytes_ = 0;
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
  noted_.Clear();
  noted_policy_.clear();
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
