#include "escalon/import/import_rows.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <tuple>
#include <utility>

#include "case_reader.hpp"
#include "evaluator.hpp"
#include "event_builder.hpp"
#include "rules.hpp"
#include "table.hpp"

namespace escalon::importing {
namespace {

constexpr std::size_t kCasesPerReport = 1'024;
constexpr double kReadShare = 0.3;

Status read_table(const Mapping::Rules& rules, const std::string& file_name, std::string& content,
                  Table& table) {
  const bool json = rules.input.format == InputRules::Format::kJson ||
                    rules.input.format == InputRules::Format::kJsonLines;
  if (json) {
    read_json(content, rules.input, table);
    return {};
  }
  return read_csv(content, rules.input, file_name, rules.scope.column_places, table);
}

/// One problem a row, although several rows may have stumbled over it.
void reject_rows(std::vector<RowProblem> problems, Table& table) {
  std::stable_sort(
      problems.begin(), problems.end(),
      [](const RowProblem& left, const RowProblem& right) { return left.row < right.row; });
  problems.erase(std::unique(problems.begin(), problems.end(),
                             [](const RowProblem& left, const RowProblem& right) {
                               return left.row == right.row;
                             }),
                 problems.end());
  for (const RowProblem& problem : problems) {
    table.reject_line(table.line(problem.row), problem.column, problem.reason);
  }
}

void sort_events(std::vector<PlacedEvent>& events) {
  std::sort(events.begin(), events.end(), [](const PlacedEvent& left, const PlacedEvent& right) {
    return std::tie(left.at, left.row, left.line) < std::tie(right.at, right.row, right.line);
  });
}

/// Moves events, rejects and counts over.
Imported finish(std::vector<PlacedEvent> events, const EventBuilder& builder,
                const Evaluator& evaluator, Table& table) {
  Imported imported;
  sort_events(events);
  for (PlacedEvent& event : events) {
    ++imported.counts.events_by_type[event.type->name()];
    imported.events.push_back(std::move(event.bytes));
  }
  imported.rejects = std::move(table.rejects());
  std::stable_sort(
      imported.rejects.begin(), imported.rejects.end(),
      [](const RowReject& left, const RowReject& right) { return left.line < right.line; });
  imported.counts.emitting = builder.emitting();
  imported.counts.silent = builder.silent();
  imported.counts.rejected = imported.rejects.size();
  imported.counts.missing_local_times = evaluator.missing_local_times();
  imported.counts.ambiguous_local_times = evaluator.ambiguous_local_times();
  return imported;
}

}  // namespace

Result<Imported> import_rows(const Mapping& mapping, const std::string& file_name,
                             std::string content, const Progress& progress) {
  const auto report = [&progress](double done) {
    if (progress) {
      progress(done);
    }
  };
  const Mapping::Rules& rules = mapping.rules();
  Table table(rules.scope.columns, rules.input.nulls);
  if (Status read = read_table(rules, file_name, content, table); !read.ok()) {
    return read.error();
  }
  report(kReadShare);
  Evaluator evaluator(rules.scope, table);
  std::vector<RowProblem> problems;
  const std::vector<Case> cases = group_cases(rules, table, evaluator, problems);
  EventBuilder builder(rules, evaluator);
  std::vector<PlacedEvent> events;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    builder.add_case(cases[i], events, problems);
    if (i % kCasesPerReport == 0) {
      report(kReadShare +
             (1 - kReadShare) * static_cast<double>(i) / static_cast<double>(cases.size()));
    }
  }
  reject_rows(std::move(problems), table);
  report(1);
  return finish(std::move(events), builder, evaluator, table);
}

}  // namespace escalon::importing
