#include "functions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

#include "escalon/base/suggest.hpp"

namespace escalon::importing {
namespace {

/// How a function's arguments and result are typed.
enum class Shape {
  kTexts,     ///< Texts in, a text out.
  kSame,      ///< All of one type, which is the result's.
  kAnyTruth,  ///< One of any type; true or false.
  kEqual,     ///< Two of one type; true or false.
  kOrdered,   ///< Two texts or two times; true or false.
  kTruths,    ///< True or false in and out.
  kInstants,  ///< Times in, a time out.
  kTime,      ///< Texts in, a time out.
  kIf,        ///< A truth, then two of one type.
  kAny,       ///< One of any type, which is the result's.
  kAdd,       ///< A time and a duration.
};

struct Signature {
  std::string_view name;
  Function function;
  std::size_t arguments_min;
  std::size_t arguments_max;
  Shape shape;
  bool called;  ///< Written name(…); else an operator.
};

constexpr std::size_t kMany = 64;
constexpr int kRowsBackMax = 8;
constexpr std::array<Signature, 19> kSignatures{{
    {"time", Function::kTime, 1, 2, Shape::kTime, true},
    {"lookup", Function::kLookup, 1, 2, Shape::kTexts, true},
    {"concat", Function::kConcat, 1, kMany, Shape::kTexts, true},
    {"lower", Function::kLower, 1, 1, Shape::kTexts, true},
    {"substr", Function::kSubstr, 2, 3, Shape::kTexts, true},
    {"coalesce", Function::kCoalesce, 1, kMany, Shape::kSame, true},
    {"earlier", Function::kEarlier, 2, kMany, Shape::kInstants, true},
    {"later", Function::kLater, 2, kMany, Shape::kInstants, true},
    {"if", Function::kIf, 3, 3, Shape::kIf, true},
    {"changed", Function::kChanged, 1, 1, Shape::kAnyTruth, true},
    {"prev", Function::kPrev, 1, 1, Shape::kAny, true},
    {"is_null", Function::kIsNull, 1, 1, Shape::kAnyTruth, true},
    {"=", Function::kEqual, 2, 2, Shape::kEqual, false},
    {"!=", Function::kDiffers, 2, 2, Shape::kEqual, false},
    {"<", Function::kLess, 2, 2, Shape::kOrdered, false},
    {"and", Function::kAnd, 2, 2, Shape::kTruths, false},
    {"or", Function::kOr, 2, 2, Shape::kTruths, false},
    {"not", Function::kNot, 1, 1, Shape::kTruths, false},
    {"+", Function::kAdd, 2, 2, Shape::kAdd, false},
}};

const Signature& signature_of(Function function) {
  return *std::find_if(kSignatures.begin(), kSignatures.end(),
                       [&](const Signature& each) { return each.function == function; });
}

Error wrong_type(const Expression& call, std::string_view wanted, Type got) {
  return invalid(
      fmt::format("'{}' takes {}, not {}", name_of(call.function), wanted, name_of(got)));
}

Status all_are(const Expression& call, std::size_t from, Type wanted) {
  for (std::size_t i = from; i < call.arguments.size(); ++i) {
    if (const Type got = call.arguments[i].type; got != wanted && got != Type::kNull) {
      return wrong_type(call, name_of(wanted), got);
    }
  }
  return {};
}

/// The one type of the arguments from `from` on; null fits every type.
Result<Type> one_type(const Expression& call, std::size_t from) {
  Type type = Type::kNull;
  for (std::size_t i = from; i < call.arguments.size(); ++i) {
    const Type got = call.arguments[i].type;
    if (type != Type::kNull && got != Type::kNull && got != type) {
      return invalid(fmt::format("'{}' takes values of one type, not {} and {}",
                                 name_of(call.function), name_of(type), name_of(got)));
    }
    type = got == Type::kNull ? type : got;
  }
  return type;
}

Status check_ordered(const Expression& call) {
  const auto type = one_type(call, 0);
  if (!type.ok()) {
    return type.error();
  }
  if (*type == Type::kTruth) {
    return wrong_type(call, "texts or times", *type);
  }
  return {};
}

Status check_add(const Expression& call) {
  if (const Type got = call.arguments[0].type; got != Type::kInstant && got != Type::kNull) {
    return wrong_type(call, "a time on its left; put time(…) around the column", got);
  }
  if (const Type got = call.arguments[1].type; got != Type::kDuration) {
    return wrong_type(call, "a duration like 15m on its right", got);
  }
  return {};
}

/// Sets the type of a call whose type is that of its arguments.
Status take_type(Expression& call, std::size_t from) {
  const auto type = one_type(call, from);
  if (!type.ok()) {
    return type.error();
  }
  call.type = *type;
  return {};
}

Status check_types(Expression& call, Shape shape) {
  switch (shape) {
    case Shape::kTexts:
      call.type = Type::kText;
      return all_are(call, 0, Type::kText);
    case Shape::kTime:
      call.type = Type::kInstant;
      return all_are(call, 0, Type::kText);
    case Shape::kInstants:
      call.type = Type::kInstant;
      return all_are(call, 0, Type::kInstant);
    case Shape::kTruths:
      call.type = Type::kTruth;
      return all_are(call, 0, Type::kTruth);
    case Shape::kAnyTruth:
      call.type = Type::kTruth;
      return {};
    case Shape::kEqual:
      call.type = Type::kTruth;
      return one_type(call, 0).ok() ? Status() : Status(one_type(call, 0).error());
    case Shape::kOrdered:
      call.type = Type::kTruth;
      return check_ordered(call);
    case Shape::kAdd:
      call.type = Type::kInstant;
      return check_add(call);
    case Shape::kIf:
      if (const Type got = call.arguments[0].type; got != Type::kTruth) {
        return wrong_type(call, "a condition first", got);
      }
      return take_type(call, 1);
    case Shape::kSame:
    case Shape::kAny:
      return take_type(call, 0);
  }
  return {};
}

}  // namespace

bool is_function(std::string_view name) {
  return std::any_of(kSignatures.begin(), kSignatures.end(),
                     [&](const Signature& each) { return each.called && each.name == name; });
}

Result<Function> function_named(std::string_view name) {
  std::vector<std::string_view> known;
  for (const Signature& signature : kSignatures) {
    if (signature.called && signature.name == name) {
      return signature.function;
    }
    if (signature.called) {
      known.push_back(signature.name);
    }
  }
  return invalid(fmt::format("there is no function '{}'{}", name, did_you_mean(name, known)));
}

Status check_call(Expression& call) {
  const Signature& signature = signature_of(call.function);
  const std::size_t count = call.arguments.size();
  if (count < signature.arguments_min || count > signature.arguments_max) {
    return invalid(fmt::format("'{}' has too {} arguments", signature.name,
                               count < signature.arguments_min ? "few" : "many"));
  }
  for (const Expression& argument : call.arguments) {
    call.needs_case = call.needs_case || argument.needs_case;
    call.rows_back = std::max(call.rows_back, argument.rows_back);
    if (argument.type == Type::kDuration && signature.shape != Shape::kAdd) {
      return invalid(
          fmt::format("a duration can only be added to a time, not given to '{}'", signature.name));
    }
  }
  if (call.function == Function::kChanged || call.function == Function::kPrev) {
    call.needs_case = true;
    // Each level evaluates what is inside it twice.
    if (++call.rows_back > kRowsBackMax) {
      return invalid(
          fmt::format("'prev' and 'changed' are nested more than {} deep; use let", kRowsBackMax));
    }
  }
  return check_types(call, signature.shape);
}

std::string_view name_of(Function function) {
  return signature_of(function).name;
}

}  // namespace escalon::importing
