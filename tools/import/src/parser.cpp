#include "parser.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/calendar/time_zone.hpp"
#include "functions.hpp"
#include "lexer.hpp"

namespace escalon::importing {
namespace {

constexpr int kDepthMax = 100;

Expression literal(Type type, Value value) {
  Expression expression;
  expression.type = type;
  expression.literal = std::move(value);
  return expression;
}

Expression place_in_case(Expression::Kind kind) {
  Expression expression;
  expression.kind = kind;
  expression.type = Type::kTruth;
  expression.needs_case = true;
  return expression;
}

class Parser {
 public:
  Parser(std::vector<Token> tokens, std::string_view place, Scope& scope)
      : tokens_(std::move(tokens)), place_(place), scope_(scope) {}

  Result<Expression> whole() {
    auto expression = any();
    if (expression.ok() && next().kind != Token::Kind::kEnd) {
      return unexpected();
    }
    return expression;
  }

 private:
  [[nodiscard]] const Token& next() const { return tokens_[at_]; }
  [[nodiscard]] bool is_symbol(std::string_view text) const {
    return next().kind == Token::Kind::kSymbol && next().text == text;
  }
  [[nodiscard]] bool is_word(std::string_view text) const {
    return next().kind == Token::Kind::kName && next().text == text;
  }
  bool take_symbol(std::string_view text) {
    const bool there = is_symbol(text);
    at_ += there ? 1 : 0;
    return there;
  }
  bool take_word(std::string_view text) {
    const bool there = is_word(text);
    at_ += there ? 1 : 0;
    return there;
  }

  [[nodiscard]] Error unexpected() const {
    if (next().kind == Token::Kind::kEnd) {
      return invalid("the expression ends too early");
    }
    return invalid(
        fmt::format("'{}' at character {} is not expected here", next().text, next().offset + 1));
  }

  static Result<Expression> call(Function function, std::vector<Expression> arguments) {
    Expression made;
    made.kind = Expression::Kind::kCall;
    made.function = function;
    made.arguments = std::move(arguments);
    if (Status checked = check_call(made); !checked.ok()) {
      return checked.error();
    }
    return made;
  }

  static Result<Expression> call(Function function, Expression left, Result<Expression> right) {
    if (!right.ok()) {
      return right;
    }
    std::vector<Expression> arguments;
    arguments.push_back(std::move(left));
    arguments.push_back(std::move(right).value());
    return call(function, std::move(arguments));
  }

  Result<Expression> any() {
    if (++depth_ > kDepthMax) {
      return invalid(fmt::format("the expression is nested more than {} deep", kDepthMax));
    }
    auto left = conjunction();
    while (left.ok() && take_word("or")) {
      left = call(Function::kOr, std::move(left).value(), conjunction());
    }
    --depth_;
    return left;
  }

  Result<Expression> conjunction() {
    auto left = negation();
    while (left.ok() && take_word("and")) {
      left = call(Function::kAnd, std::move(left).value(), negation());
    }
    return left;
  }

  Result<Expression> negation() {
    bool negated = false;
    bool seen = false;
    while (take_word("not")) {
      negated = !negated;
      seen = true;
    }
    auto operand = comparison();
    if (!operand.ok() || !seen) {
      return operand;
    }
    std::vector<Expression> arguments;
    arguments.push_back(std::move(operand).value());
    auto inverse = call(Function::kNot, std::move(arguments));
    return negated || !inverse.ok() ? std::move(inverse) : std::move(inverse.value().arguments[0]);
  }

  Result<Expression> comparison() {
    auto left = sum();
    if (!left.ok()) {
      return left;
    }
    if (take_symbol("=")) {
      return call(Function::kEqual, std::move(left).value(), sum());
    }
    if (take_symbol("!=")) {
      return call(Function::kDiffers, std::move(left).value(), sum());
    }
    if (take_symbol("<")) {
      return call(Function::kLess, std::move(left).value(), sum());
    }
    return left;
  }

  Result<Expression> sum() {
    auto left = primary();
    while (left.ok() && take_symbol("+")) {
      left = call(Function::kAdd, std::move(left).value(), primary());
    }
    return left;
  }

  Result<Expression> primary() {
    const Token token = next();
    switch (token.kind) {
      case Token::Kind::kText:
      case Token::Kind::kNumber:
        ++at_;
        return literal(Type::kText, token.text);
      case Token::Kind::kDuration:
        ++at_;
        return duration(token.text);
      case Token::Kind::kQuotedName:
        ++at_;
        return column(token.text);
      case Token::Kind::kName:
        ++at_;
        return take_symbol("(") ? function(token.text) : name(token.text);
      default:
        return parenthesis();
    }
  }

  static Result<Expression> duration(const std::string& text) {
    const auto parsed = parse_duration(text);
    if (!parsed.ok()) {
      return parsed.error();
    }
    return literal(Type::kDuration, *parsed);
  }

  Result<Expression> parenthesis() {
    if (!take_symbol("(")) {
      return unexpected();
    }
    auto inside = any();
    if (inside.ok() && !take_symbol(")")) {
      return unexpected();
    }
    return inside;
  }

  Expression column(std::string_view name) {
    Expression expression;
    expression.kind = Expression::Kind::kColumn;
    expression.type = Type::kText;
    expression.index = scope_.column(name, place_);
    return expression;
  }

  Result<Expression> name(const std::string& name) {
    if (name == "first" || name == "last") {
      return place_in_case(name == "first" ? Expression::Kind::kFirst : Expression::Kind::kLast);
    }
    if (name == "true" || name == "false") {
      return literal(Type::kTruth, name == "true");
    }
    if (name == "null") {
      return literal(Type::kNull, Null());
    }
    if (name == "and" || name == "or") {
      return invalid(fmt::format("'{}' needs something on its left", name));
    }
    return let_or_column(name);
  }

  Expression let_or_column(const std::string& name) {
    const auto& names = scope_.let_names;
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
      return column(name);
    }
    Expression expression;
    expression.kind = Expression::Kind::kLet;
    expression.index = static_cast<std::size_t>(found - names.begin());
    expression.type = scope_.lets[expression.index].type;
    expression.needs_case = scope_.lets[expression.index].needs_case;
    return expression;
  }

  Result<Expression> function(const std::string& name) {
    const auto named = function_named(name);
    if (!named.ok()) {
      return named.error();
    }
    std::size_t table = 0;
    if (*named == Function::kLookup) {
      const auto found = table_argument();
      if (!found.ok()) {
        return found.error();
      }
      table = *found;
    }
    auto arguments = argument_list();
    if (!arguments.ok()) {
      return arguments.error();
    }
    return finish(*named, table, std::move(arguments).value());
  }

  Result<Expression> finish(Function named, std::size_t table, std::vector<Expression> arguments) {
    std::string format;
    if (named == Function::kTime && arguments.size() == 3) {
      const auto* text = std::get_if<std::string>(&arguments[2].literal);
      if (text == nullptr) {
        return invalid("the third argument of 'time' is a format in quotes, like '%d/%m/%Y %H:%M'");
      }
      format = *text;
      arguments.pop_back();
    }
    auto made = call(named, std::move(arguments));
    if (!made.ok()) {
      return made;
    }
    made->index = table;
    made->format = std::move(format);
    return named == Function::kTime ? with_zone(std::move(made).value())
                                    : check_numbers(std::move(made).value());
  }

  /// A zone that is written down is looked up once, here.
  Result<Expression> with_zone(Expression time) {
    if (time.arguments.size() < 2 || time.arguments[1].type == Type::kNull) {
      time.fixed_zone = scope_.zone;
    } else if (time.arguments[1].kind == Expression::Kind::kLiteral) {
      const auto zone = calendar::load_time_zone(std::get<std::string>(time.arguments[1].literal));
      if (!zone.ok()) {
        return zone.error();
      }
      time.fixed_zone = *zone;
    }
    return time;
  }

  static Result<Expression> check_numbers(Expression made) {
    if (made.function != Function::kSubstr) {
      return made;
    }
    for (std::size_t i = 1; i < made.arguments.size(); ++i) {
      const auto* text = std::get_if<std::string>(&made.arguments[i].literal);
      if (text == nullptr || text->empty() || text->size() > 6 ||
          text->find_first_not_of("0123456789") != std::string::npos) {
        return invalid(
            "'substr' takes a text, a position counted from 0 and a length, both written as "
            "numbers");
      }
    }
    return made;
  }

  Result<std::size_t> table_argument() {
    const Token token = next();
    const auto& names = scope_.table_names;
    const auto found = std::find(names.begin(), names.end(), token.text);
    if (token.kind != Token::Kind::kName || found == names.end()) {
      const std::vector<std::string_view> known(names.begin(), names.end());
      return invalid(
          fmt::format("'lookup' takes the name of a table first; there is no table '{}'{}",
                      token.text, did_you_mean(token.text, known)));
    }
    ++at_;
    if (!take_symbol(",")) {
      return unexpected();
    }
    return static_cast<std::size_t>(found - names.begin());
  }

  Result<std::vector<Expression>> argument_list() {
    std::vector<Expression> arguments;
    while (!take_symbol(")")) {
      if (!arguments.empty() && !take_symbol(",")) {
        return unexpected();
      }
      auto argument = any();
      if (!argument.ok()) {
        return argument.error();
      }
      arguments.push_back(std::move(argument).value());
    }
    return arguments;
  }

  std::vector<Token> tokens_;
  std::string_view place_;
  Scope& scope_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

std::size_t Scope::column(std::string_view name, std::string_view place) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  if (found != columns.end()) {
    return static_cast<std::size_t>(found - columns.begin());
  }
  columns.emplace_back(name);
  column_places.emplace_back(place);
  return columns.size() - 1;
}

Result<Expression> parse_expression(std::string_view text, std::string_view place, Scope& scope) {
  auto tokens = tokens_of(text);
  if (!tokens.ok()) {
    return tokens.error();
  }
  return Parser(std::move(tokens).value(), place, scope).whole();
}

}  // namespace escalon::importing
