#include "view_compare.hpp"

#include <fmt/format.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/stage.hpp"
#include "escalon/journal/v1/journal.pb.h"
#include "redis_view_rows.hpp"
#include "stages.hpp"

namespace escalon::chaos {
namespace {

using google::protobuf::util::MessageDifferencer;

constexpr size_t kDifferencesMax = 10;

// What the journal says of one key.
struct FoldedKey {
  journal::MessagePtr state;
  std::string policy;
  std::set<std::pair<std::string, std::uint64_t>> muted;
};
using FoldedKeys = std::map<std::string, FoldedKey>;

void evolve(const journal::Stage& stage, const journal::v1::Decision& decision, FoldedKeys& keys) {
  const auto entry = [&](const std::string& key) -> FoldedKey& {
    FoldedKey& folded = keys[key];
    if (folded.state == nullptr) {
      folded.state = stage.new_state();
    }
    return folded;
  };
  const journal::MessagePtr event = stage.new_event();
  for (const auto& change : decision.changes()) {
    FoldedKey& folded = entry(change.key());
    folded.policy = decision.policy();
    for (const std::string& bytes : change.events()) {
      if (event->ParseFromString(bytes)) {
        stage.evolve(*folded.state, Key(change.key()), *event);
      }
    }
  }
  const auto& letter = decision.dead_lettered();
  if (!letter.muted_timer().empty()) {
    entry(letter.key()).muted.emplace(letter.muted_timer(), letter.muted_generation());
  }
}

FoldedKeys fold(const journal::Stage& stage, const RawPartition& partition, journal::Offset below) {
  journal::Fold fold;
  FoldedKeys keys;
  for (const RawRecord& raw : partition.records) {
    journal::v1::JournalRecord body;
    if (raw.offset < below && fold.accept(raw.record.header) == journal::Verdict::kAccepted &&
        body.ParseFromString(raw.record.body)) {
      evolve(stage, body.decision(), keys);
    }
  }
  std::erase_if(keys, [](const auto& one) {
    return one.second.muted.empty() && one.second.state->ByteSizeLong() == 0;
  });
  return keys;
}

std::string row_of(const std::string& key, const DueTimer& timer) {
  return fmt::format("{:015}{}{}{}{}{}{}{}{}", to_ms(timer.due), '\0', key, '\0', timer.id, '\0',
                     timer.generation, '\0', timer.kind);
}

std::string shown(std::string row) {
  std::replace(row.begin(), row.end(), '\0', ' ');
  return row;
}

class Comparison {
 public:
  Comparison(const journal::Stage& stage, ViewVerdict& verdict)
      : stage_(stage), verdict_(verdict) {}

  void compare(const FoldedKeys& keys, const ViewRows& rows) {
    std::multiset<std::string> timers;
    for (const auto& [key, folded] : keys) {
      compare_state(key, folded, rows);
      add_timers(key, folded, timers);
    }
    for (const auto& [key, envelope] : rows.states) {
      if (!keys.contains(key)) {
        differ("the view alone has the state " + key);
      }
    }
    compare_timers(timers, rows.timers);
  }

  void differ(std::string what) {
    if (verdict_.differences.size() < kDifferencesMax) {
      verdict_.differences.push_back(std::move(what));
    }
  }

 private:
  void compare_state(const std::string& key, const FoldedKey& folded, const ViewRows& rows) {
    const auto row = rows.states.find(key);
    journal::v1::Envelope envelope;
    const journal::MessagePtr viewed = stage_.new_state();
    if (row == rows.states.end()) {
      differ("the view has no state " + key);
    } else if (!envelope.ParseFromString(row->second) ||
               !viewed->ParseFromString(envelope.state())) {
      differ("the state cannot be read: " + key);
    } else if (!MessageDifferencer::Equals(*viewed, *folded.state)) {
      differ("another state: " + key);
    } else if (envelope.policy() != folded.policy ||
               static_cast<size_t>(envelope.muted_size()) != folded.muted.size()) {
      differ("another envelope: " + key);
    }
  }

  void add_timers(const std::string& key, const FoldedKey& folded,
                  std::multiset<std::string>& rows) const {
    std::vector<DueTimer> timers;
    stage_.timers(*folded.state, timers);
    for (const DueTimer& timer : timers) {
      if (!folded.muted.contains({timer.id, timer.generation})) {
        rows.insert(row_of(key, timer));
      }
    }
  }

  void compare_timers(const std::multiset<std::string>& folded,
                      const std::multiset<std::string>& viewed) {
    std::vector<std::string> missing;
    std::vector<std::string> more;
    std::set_difference(folded.begin(), folded.end(), viewed.begin(), viewed.end(),
                        std::back_inserter(missing));
    std::set_difference(viewed.begin(), viewed.end(), folded.begin(), folded.end(),
                        std::back_inserter(more));
    for (const std::string& row : missing) {
      differ("the view lacks the timer " + shown(row));
    }
    for (const std::string& row : more) {
      differ("the view alone has the timer " + shown(row));
    }
  }

  const journal::Stage& stage_;
  ViewVerdict& verdict_;
};

journal::Offset number_of(const std::map<std::string, std::string>& meta, const char* field) {
  const auto found = meta.find(field);
  journal::Offset number = 0;
  if (found != meta.end()) {
    const std::string& text = found->second;
    std::from_chars(text.data(), text.data() + text.size(), number);
  }
  return number;
}

ViewVerdict judge(const journal::Stage& stage, std::uint32_t number, const RawPartition& partition,
                  const ViewRows& rows) {
  ViewVerdict verdict;
  verdict.name = fmt::format("{}/{}", stage.spec().name, number);
  verdict.present = !rows.meta.empty();
  verdict.version = number_of(rows.meta, "version");
  verdict.end = partition.end;
  verdict.states = rows.states.size();
  verdict.timers = rows.timers.size();
  Comparison comparison(stage, verdict);
  const auto dirty = rows.meta.find("dirty");
  if (dirty != rows.meta.end() && !dirty->second.empty()) {
    comparison.differ("the view is dirty: " + dirty->second);
  }
  if (verdict.present && verdict.version <= verdict.end) {
    comparison.compare(fold(stage, partition, verdict.version), rows);
  }
  return verdict;
}

}  // namespace

Result<std::vector<ViewVerdict>> compare_views(const std::string& host, int port,
                                               const std::string& prefix, const RawLog& log) {
  const Result<ViewRowsReader> reader = ViewRowsReader::open(host, port);
  if (!reader) {
    return reader.error();
  }
  std::vector<ViewVerdict> verdicts;
  for (const auto& [at, partition] : log) {
    const journal::Stage* stage = stage_of(at.topic);
    if (stage == nullptr) {
      continue;
    }
    const auto rows =
        reader->read(fmt::format("{}:{{{}:{}}}", prefix, stage->spec().name, at.partition));
    if (!rows) {
      return rows.error();
    }
    verdicts.push_back(judge(*stage, at.partition, partition, *rows));
  }
  return verdicts;
}

}  // namespace escalon::chaos
