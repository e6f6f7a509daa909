#include <optional>
#include <set>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using Table = std::map<std::pair<std::string, std::string>, int>;

struct PriorityDraft {
  std::optional<rules::Field> rows;
  std::optional<rules::Field> columns;
  Table cells;
  int otherwise = 0;
};

void read_axis(const Cursor& at, std::optional<rules::Field>& out) {
  std::string name;
  if (!read_text(at, name)) {
    return;
  }
  if (Result<rules::Field> field = rules::Field::parse(name)) {
    out = std::move(*field);
  } else {
    fail_with(at, field.error().message);
  }
}

void read_row(const Cursor& at, Table& out) {
  each_member(at, [&](const Cursor& cell) {
    int priority = 0;
    if (read_number(cell, Range<int>{1, kPriorityMax}, priority)) {
      out[{std::string(at.name()), std::string(cell.name())}] = priority;
    }
  });
}

constexpr Field<PriorityDraft> kPriorityFields[] = {
    {"rows", Need::kRequired, [](const Cursor& at, PriorityDraft& out) { read_axis(at, out.rows); },
     "The field whose values are the rows, as attributes.impact."},
    {"columns", Need::kRequired,
     [](const Cursor& at, PriorityDraft& out) { read_axis(at, out.columns); },
     "The field whose values are the columns, as attributes.urgency."},
    {"table", Need::kRequired,
     [](const Cursor& at, PriorityDraft& out) {
       each_member(at, [&](const Cursor& row) { read_row(row, out.cells); });
     },
     "For each row's value, for each column's value, 1 (most urgent) to 9."},
    {"otherwise", Need::kOptional,
     [](const Cursor& at, PriorityDraft& out) {
       read_number(at, Range<int>{1, kPriorityMax}, out.otherwise);
     },
     "Priority of every other pair, and where a value is missing."},
};

// Without `otherwise` each row must have each column that any row has.
void check_complete(const Cursor& at, const PriorityDraft& draft) {
  std::set<std::string> rows;
  std::set<std::string> columns;
  for (const auto& [pair, priority] : draft.cells) {
    rows.insert(pair.first);
    columns.insert(pair.second);
  }
  for (const std::string& row : rows) {
    for (const std::string& column : columns) {
      if (!draft.cells.contains({row, column})) {
        at.fail_at_key(cat("the table has no priority for ", row, " x ", column),
                       "add it, or add 'otherwise' for every pair that is not listed");
      }
    }
  }
}

}  // namespace

void read_priority(const Cursor& at, Draft& out) {
  PriorityDraft draft;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kPriorityFields, draft) || at.reading().errors.size() != errors_before) {
    return;
  }
  if (*draft.rows == *draft.columns) {
    at.fail_at_key("rows and columns are the same field", "name two different fields");
    return;
  }
  if (draft.otherwise == 0) {
    check_complete(at, draft);
  }
  out.classify.priority = classify::PriorityTable{*std::move(draft.rows), *std::move(draft.columns),
                                                  std::move(draft.cells), draft.otherwise};
}

}  // namespace escalon::policy
