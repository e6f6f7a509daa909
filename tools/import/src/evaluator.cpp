#include "evaluator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "escalon/calendar/time_zone.hpp"

namespace escalon::importing {
namespace {

bool is_tail(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

/// The byte at which the `count`-th character behind `from` begins.
std::size_t skip_characters(std::string_view text, std::size_t from, std::size_t count) {
  while (count > 0 && from < text.size()) {
    ++from;
    while (from < text.size() && is_tail(text[from])) {
      ++from;
    }
    --count;
  }
  return from;
}

std::size_t number_of(const Expression& literal) {
  const std::string& text = std::get<std::string>(literal.literal);
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string substring(const std::string& text, const Expression& call) {
  const std::size_t begin = skip_characters(text, 0, number_of(call.arguments[1]));
  const std::size_t end = call.arguments.size() < 3
                              ? text.size()
                              : skip_characters(text, begin, number_of(call.arguments[2]));
  return text.substr(begin, end - begin);
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  });
  return text;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kShownMax = 40;
  return fmt::format("'{}{}", text.substr(0, skip_characters(text, 0, kShownMax)),
                     skip_characters(text, 0, kShownMax) < text.size() ? "…'" : "'");
}

}  // namespace

void Evaluator::enter(std::span<const std::uint32_t> rows) {
  rows_ = rows;
  lets_.assign(rows.size() * scope_.lets.size(), std::nullopt);
}

Result<Value, RowProblem> Evaluator::value(const Expression& expression, std::size_t place) {
  switch (expression.kind) {
    case Expression::Kind::kLiteral:
      return expression.literal;
    case Expression::Kind::kColumn: {
      const Cell& cell = table_.at(rows_[place], expression.index);
      return cell.null ? Value() : Value(std::string(cell.text));
    }
    case Expression::Kind::kLet:
      return let(expression.index, place);
    case Expression::Kind::kFirst:
      return Value(place == 0);
    case Expression::Kind::kLast:
      return Value(place + 1 == rows_.size());
    case Expression::Kind::kCall:
      return call(expression, place);
  }
  return Value();
}

Evaluator::Outcome Evaluator::let(std::size_t index, std::size_t place) {
  std::optional<Value>& kept = lets_[place * scope_.lets.size() + index];
  if (!kept) {
    Outcome computed = value(scope_.lets[index], place);
    if (!computed.ok()) {
      return computed;
    }
    kept = std::move(computed).value();
  }
  return *kept;
}

Evaluator::Outcome Evaluator::call(const Expression& call, std::size_t place) {
  switch (call.function) {
    case Function::kAnd:
    case Function::kOr:
    case Function::kNot:
    case Function::kIsNull:
      return logic(call, place);
    case Function::kIf:
      return choose(call, place);
    case Function::kCoalesce:
      return coalesce(call, place);
    case Function::kEarlier:
    case Function::kLater:
      return extreme(call, place);
    case Function::kEqual:
    case Function::kDiffers:
    case Function::kLess:
      return compared(call, place);
    case Function::kChanged:
      return changed(call, place);
    case Function::kPrev:
      return place == 0 ? Outcome(Value()) : value(call.arguments[0], place - 1);
    case Function::kAdd:
      return add(call, place);
    case Function::kTime:
      return time(call, place);
    case Function::kConcat:
      return concat(call, place);
    case Function::kLookup:
    case Function::kLower:
    case Function::kSubstr:
      return text(call, place);
  }
  return Value();
}

/// `and` and `or` look at their right side only where it matters.
Evaluator::Outcome Evaluator::logic(const Expression& call, std::size_t place) {
  Outcome left = value(call.arguments[0], place);
  if (!left.ok()) {
    return left;
  }
  if (call.function == Function::kIsNull) {
    return Value(is_null(*left));
  }
  if (call.function == Function::kNot) {
    return Value(!is_true(*left));
  }
  if (is_true(*left) == (call.function == Function::kOr)) {
    return Value(is_true(*left));
  }
  Outcome right = value(call.arguments[1], place);
  return right.ok() ? Outcome(Value(is_true(*right))) : right;
}

Evaluator::Outcome Evaluator::choose(const Expression& call, std::size_t place) {
  const Outcome condition = value(call.arguments[0], place);
  if (!condition.ok()) {
    return condition;
  }
  return value(call.arguments[is_true(*condition) ? 1 : 2], place);
}

Evaluator::Outcome Evaluator::coalesce(const Expression& call, std::size_t place) {
  for (const Expression& argument : call.arguments) {
    Outcome each = value(argument, place);
    if (!each.ok() || !is_null(*each)) {
      return each;
    }
  }
  return Value();
}

/// Nulls do not take part.
Evaluator::Outcome Evaluator::extreme(const Expression& call, std::size_t place) {
  Value best;
  for (const Expression& argument : call.arguments) {
    Outcome each = value(argument, place);
    if (!each.ok()) {
      return each;
    }
    const bool better = !is_null(*each) && (is_null(best) || (call.function == Function::kEarlier
                                                                  ? compare(*each, best) < 0
                                                                  : compare(best, *each) < 0));
    if (better) {
      best = std::move(each).value();
    }
  }
  return best;
}

Evaluator::Outcome Evaluator::compared(const Expression& call, std::size_t place) {
  const Outcome left = value(call.arguments[0], place);
  if (!left.ok()) {
    return left;
  }
  const Outcome right = value(call.arguments[1], place);
  if (!right.ok()) {
    return right;
  }
  if (call.function == Function::kLess) {
    return Value(!is_null(*left) && !is_null(*right) && compare(*left, *right) < 0);
  }
  return Value((*left == *right) == (call.function == Function::kEqual));
}

Evaluator::Outcome Evaluator::changed(const Expression& call, std::size_t place) {
  const Outcome now = value(call.arguments[0], place);
  if (!now.ok() || place == 0) {
    return now.ok() ? Outcome(Value(true)) : now;
  }
  const Outcome before = value(call.arguments[0], place - 1);
  return before.ok() ? Outcome(Value(*now != *before)) : before;
}

Evaluator::Outcome Evaluator::add(const Expression& call, std::size_t place) {
  Outcome instant = value(call.arguments[0], place);
  if (!instant.ok() || is_null(*instant)) {
    return instant;
  }
  const Outcome duration = value(call.arguments[1], place);
  if (!duration.ok()) {
    return duration;
  }
  return Value(std::get<absl::Time>(*instant) + std::get<absl::Duration>(*duration));
}

Evaluator::Outcome Evaluator::time(const Expression& call, std::size_t place) {
  Outcome text = value(call.arguments[0], place);
  if (!text.ok() || is_null(*text)) {
    return text;
  }
  const auto zone = zone_of(call, place);
  if (!zone.ok()) {
    return zone.error();
  }
  const std::string& written = std::get<std::string>(*text);
  const auto read = read_time(written, *zone, call.format);
  if (!read) {
    return problem(call, place,
                   fmt::format("{} is not a time{}", shown(written),
                               call.format.empty() ? " like 2016-02-29T01:16:00"
                                                   : " of the format " + call.format));
  }
  if (read->fit != Fit::kExact) {
    (read->fit == Fit::kMissing ? missing_ : ambiguous_).emplace(rows_[place], written);
  }
  return Value(read->instant);
}

Result<absl::TimeZone, RowProblem> Evaluator::zone_of(const Expression& call, std::size_t place) {
  if (call.fixed_zone) {
    return *call.fixed_zone;
  }
  const Outcome name = value(call.arguments[1], place);
  if (!name.ok()) {
    return name.error();
  }
  if (is_null(*name)) {
    return scope_.zone;
  }
  const std::string& text = std::get<std::string>(*name);
  const auto [known, fresh] = zones_.try_emplace(text);
  if (fresh) {
    const auto loaded = calendar::load_time_zone(text);
    known->second = loaded.ok() ? std::optional(*loaded) : std::nullopt;
  }
  if (!known->second) {
    return problem(call.arguments[1], place, fmt::format("there is no time zone {}", shown(text)));
  }
  return *known->second;
}

/// What of a text makes a text: null in, null out, but for lookup's last argument.
Evaluator::Outcome Evaluator::text(const Expression& call, std::size_t place) {
  Outcome text = value(call.arguments[0], place);
  if (!text.ok()) {
    return text;
  }
  if (is_null(*text)) {
    const bool otherwise = call.function == Function::kLookup && call.arguments.size() > 1;
    return otherwise ? value(call.arguments[1], place) : text;
  }
  std::string& content = std::get<std::string>(text.value());
  if (call.function == Function::kLookup) {
    return lookup(call, std::move(content), place);
  }
  return Value(call.function == Function::kLower ? lower(std::move(content))
                                                 : substring(content, call));
}

Evaluator::Outcome Evaluator::lookup(const Expression& call, std::string text, std::size_t place) {
  const LookupTable& table = scope_.tables[call.index];
  if (const auto found = table.find(text); found != table.end()) {
    return Value(found->second);
  }
  return call.arguments.size() > 1 ? value(call.arguments[1], place) : Outcome(Value());
}

Evaluator::Outcome Evaluator::concat(const Expression& call, std::size_t place) {
  std::string whole;
  for (const Expression& argument : call.arguments) {
    const Outcome part = value(argument, place);
    if (!part.ok()) {
      return part;
    }
    whole += text_of(*part);
  }
  return Value(std::move(whole));
}

std::string Evaluator::column_in(const Expression& expression) const {
  if (expression.kind == Expression::Kind::kColumn) {
    return scope_.columns[expression.index];
  }
  if (expression.kind == Expression::Kind::kLet) {
    return column_in(scope_.lets[expression.index]);
  }
  for (const Expression& argument : expression.arguments) {
    if (std::string name = column_in(argument); !name.empty()) {
      return name;
    }
  }
  return "";
}

RowProblem Evaluator::problem(const Expression& at, std::size_t place, std::string reason) const {
  return {rows_[place], column_in(at), std::move(reason)};
}

}  // namespace escalon::importing
