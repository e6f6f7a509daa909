#include "case_reader.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "absl/container/flat_hash_map.h"

namespace escalon::importing {
namespace {

using OrderKey = std::vector<Value>;

/// The case id and the order of one row, or why it has none.
std::optional<RowProblem> read_row(const Mapping::Rules& rules, std::uint32_t row,
                                   Evaluator& evaluator, std::string& case_id, OrderKey& order) {
  evaluator.enter(std::span(&row, 1));
  auto id = evaluator.value(rules.case_id, 0);
  if (!id.ok()) {
    return id.error();
  }
  case_id = text_of(*id);
  if (case_id.empty()) {
    return RowProblem{row, "", "the row has no case"};
  }
  for (const Expression& expression : rules.order) {
    auto value = evaluator.value(expression, 0);
    if (!value.ok()) {
      return value.error();
    }
    order.push_back(std::move(value).value());
  }
  return std::nullopt;
}

bool before(const OrderKey& left, const OrderKey& right) {
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (const int difference = compare(left[i], right[i]); difference != 0) {
      return difference < 0;
    }
  }
  return false;
}

/// Ties keep the order of the file.
void sort_rows(std::vector<std::uint32_t>& rows, const std::vector<OrderKey>& orders) {
  std::vector<std::size_t> places(rows.size());
  std::iota(places.begin(), places.end(), 0U);
  std::stable_sort(places.begin(), places.end(), [&](std::size_t left, std::size_t right) {
    return before(orders[left], orders[right]);
  });
  std::vector<std::uint32_t> sorted;
  for (const std::size_t place : places) {
    sorted.push_back(rows[place]);
  }
  rows = std::move(sorted);
}

}  // namespace

std::vector<Case> group_cases(const Mapping::Rules& rules, const Table& table, Evaluator& evaluator,
                              std::vector<RowProblem>& problems) {
  std::vector<Case> cases;
  std::vector<std::vector<OrderKey>> orders;
  absl::flat_hash_map<std::string, std::size_t> positions;
  for (std::uint32_t row = 0; row < table.rows(); ++row) {
    std::string case_id;
    OrderKey order;
    if (auto problem = read_row(rules, row, evaluator, case_id, order)) {
      problems.push_back(std::move(*problem));
      continue;
    }
    const auto [found, fresh] = positions.try_emplace(case_id, cases.size());
    if (fresh) {
      cases.push_back({case_id, {}});
      orders.emplace_back();
    }
    cases[found->second].rows.push_back(row);
    orders[found->second].push_back(std::move(order));
  }
  for (std::size_t i = 0; i < cases.size(); ++i) {
    sort_rows(cases[i].rows, orders[i]);
  }
  return cases;
}

}  // namespace escalon::importing
