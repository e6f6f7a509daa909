#include "event_builder.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"

namespace escalon::importing {

void EventBuilder::enter() {
  entered_.clear();
  for (const Row& row : rows_) {
    entered_.push_back(row.row);
  }
  evaluator_.enter(entered_);
}

void EventBuilder::drop(const std::vector<RowProblem>& problems) {
  absl::flat_hash_set<std::uint32_t> bad;
  for (const RowProblem& problem : problems) {
    bad.insert(problem.row);
  }
  std::erase_if(rows_, [&](const Row& row) { return bad.contains(row.row); });
}

Result<bool, RowProblem> EventBuilder::holds(const Expression& condition, std::size_t place) {
  const auto value = evaluator_.value(condition, place);
  if (!value.ok()) {
    return value.error();
  }
  return is_true(*value);
}

/// Reject lines see the case as the file has it.
void EventBuilder::apply_reject_lines(std::vector<RowProblem>& problems) {
  std::vector<RowProblem> found;
  enter();
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    for (const RejectLine& line : rules_.reject) {
      const auto held = holds(line.when, place);
      if (!held.ok()) {
        found.push_back(held.error());
        break;
      }
      if (*held) {
        found.push_back(problem(place, line.reason));
        break;
      }
    }
  }
  drop(found);
  std::move(found.begin(), found.end(), std::back_inserter(problems));
}

void EventBuilder::add_case(const Case& one_case, std::vector<PlacedEvent>& events,
                            std::vector<RowProblem>& problems) {
  // Where a case's order is not the file's, its events at one instant must still keep the order of
  // the case.
  std::vector<std::uint32_t> ranks = one_case.rows;
  std::sort(ranks.begin(), ranks.end());
  rows_.clear();
  for (std::uint32_t i = 0; i < one_case.rows.size(); ++i) {
    rows_.push_back({one_case.rows[i], i + 1, ranks[i]});
  }
  if (!rules_.reject.empty()) {
    apply_reject_lines(problems);
  }
  while (!map_rows(one_case.id, events, problems)) {
  }
}

/// False where bad rows were found: they are taken out, and the case has to be mapped again without
/// them.
bool EventBuilder::map_rows(const std::string& case_id, std::vector<PlacedEvent>& events,
                            std::vector<RowProblem>& problems) {
  const std::size_t events_before = events.size();
  std::uint64_t emitting = 0;
  std::vector<RowProblem> found;
  enter();
  for (std::size_t place = 0; place < rows_.size(); ++place) {
    const auto made = map_row(case_id, place, events);
    if (!made.ok()) {
      found.push_back(made.error());
    } else {
      emitting += *made > 0 ? 1U : 0U;
    }
  }
  if (!found.empty()) {
    events.resize(events_before);
    drop(found);
    std::move(found.begin(), found.end(), std::back_inserter(problems));
    return false;
  }
  emitting_ += emitting;
  silent_ += rows_.size() - emitting;
  return true;
}

Result<std::uint32_t, RowProblem> EventBuilder::map_row(const std::string& case_id,
                                                        std::size_t place,
                                                        std::vector<PlacedEvent>& events) {
  std::uint32_t made = 0;
  for (std::uint32_t line = 0; line < rules_.emit.size(); ++line) {
    if (rules_.emit[line].when) {
      const auto held = holds(*rules_.emit[line].when, place);
      if (!held.ok()) {
        return held.error();
      }
      if (!*held) {
        continue;
      }
    }
    auto event = make_event(case_id, place, line);
    if (!event.ok()) {
      return event.error();
    }
    events.push_back(std::move(event).value());
    ++made;
  }
  return made;
}

Result<PlacedEvent, RowProblem> EventBuilder::make_event(const std::string& case_id,
                                                         std::size_t place, std::uint32_t line) {
  const EmitLine& emit = rules_.emit[line];
  const auto at = evaluator_.value(emit.at, place);
  if (!at.ok()) {
    return at.error();
  }
  if (is_null(*at)) {
    return problem(place, fmt::format("emit[{}].at is null, so the {} event has no instant", line,
                                      emit.body->name()));
  }
  contact::v1::ContactEvent event;
  event.set_event_id(
      fmt::format("{}:{}:{}:{}", rules_.name, case_id, rows_[place].ordinal, line + 1));
  event.set_case_id(case_id);
  set_timestamp(*event.mutable_occurred_at(), std::get<absl::Time>(*at));
  set_body(event, *emit.body);
  for (const Assignment& assignment : emit.assignments) {
    const auto value = evaluator_.value(assignment.value, place);
    if (!value.ok()) {
      return value.error();
    }
    if (Status set = set_field(event, assignment.field, *value); !set.ok()) {
      return problem(place, set.error().message);
    }
  }
  if (Status valid = events::validate(event, std::nullopt); !valid.ok()) {
    return problem(place,
                   fmt::format("emit[{}] makes no valid event: {}", line, valid.error().message));
  }
  return PlacedEvent{std::get<absl::Time>(*at), rows_[place].rank, line, emit.body,
                     events::to_binary(event)};
}

}  // namespace escalon::importing
