#include "body_error.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "json_scan.hpp"

namespace escalon::intake {
namespace {

constexpr std::string_view kInJson = " in JSON: ";
constexpr std::string_view kForType = " for type ";
constexpr std::string_view kOnScalar = "invalid value Starting an object on a scalar field";
constexpr std::string_view kCannotSet = "Cannot set '";
constexpr std::string_view kRoot = "Root element must be a message";

// What a type that protobuf names takes.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kRemedies{{
    {"TYPE_STRING", "give a text in double quotes"},
    {"TYPE_INT32", "give a whole number"},
    {"TYPE_INT64", "give a whole number"},
    {"TYPE_DOUBLE", "give a number"},
    {"TYPE_BOOL", "give true or false"},
    {"type.googleapis.com/google.protobuf.Timestamp",
     "give an instant like \"2026-01-31T09:00:00Z\""},
}};

std::string_view remedy_of(std::string_view type) {
  const auto* found = std::ranges::find(kRemedies, type, &decltype(kRemedies)::value_type::first);
  return found == kRemedies.end() ? "give an object in braces" : found->second;
}

std::string place_of(std::string_view body, std::size_t offset) {
  const std::string_view before = body.substr(0, offset);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t start =
      before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::string column = fmt::format("column {}", offset - start + 1);
  return line == 1 ? column : fmt::format("line {}, {}", line, column);
}

std::string not_json(std::string_view body, std::string_view reason) {
  while (reason.ends_with('.')) {
    reason.remove_suffix(1);
  }
  if (reason.starts_with(kRoot)) {
    return "the body is not a JSON object; send one in braces, like {\"case_id\":\"c1\"}";
  }
  const auto offset = json_breaks_at(body);
  return fmt::format("{}the body is not JSON: {}; mend it there",
                     offset ? place_of(body, *offset) + ": " : "", reason);
}

// `(customer.id): invalid value 1 for type TYPE_STRING`, `(customer) id: Cannot start list.`
std::string wrong_value(std::string_view reason) {
  const std::size_t close = reason.find(')');
  std::string path(reason.substr(1, close - 1));
  reason.remove_prefix(close + 1);
  const std::size_t colon = reason.find(": ");
  if (colon == std::string_view::npos) {
    return path + ":" + std::string(reason);
  }
  if (colon > 1) {
    path += "." + std::string(reason.substr(1, colon - 1));
  }
  reason.remove_prefix(colon + 2);
  const std::size_t type = reason.rfind(kForType);
  return type == std::string_view::npos
             ? fmt::format("{}: {}", path, reason)
             : fmt::format("{}: {}; {}", path, reason.substr(0, type),
                           remedy_of(reason.substr(type + kForType.size())));
}

std::string explain(std::string_view body, std::string_view reason) {
  if (reason.starts_with('(')) {
    return wrong_value(reason);
  }
  if (reason.starts_with(kOnScalar)) {
    return fmt::format("{}: is one value, not an object; take the braces away",
                       reason.substr(reason.rfind(' ') + 1));
  }
  if (const std::size_t at = reason.find(kCannotSet); at != std::string_view::npos) {
    reason.remove_prefix(at + kCannotSet.size());
    return fmt::format("{}: something else is told already; send one at a time",
                       reason.substr(0, reason.find('\'')));
  }
  return not_json(body, reason);
}

}  // namespace

Error explain_body(std::string_view body, const Error& parsed) {
  const std::size_t at = parsed.message.find(kInJson);
  if (!parsed.message.starts_with("not a ") || at == std::string::npos) {
    return parsed;
  }
  return {parsed.kind, explain(body, std::string_view(parsed.message).substr(at + kInJson.size()))};
}

service::FieldViolation violation_of(const Error& error, const google::protobuf::Descriptor& type) {
  const std::string path = error.message.substr(0, error.message.find_first_of(": "));
  const bool known = type.FindFieldByName(path.substr(0, path.find_first_of(".["))) != nullptr;
  const bool says_so = error.message.find(": there is no such field") == path.size();
  return {known || says_so ? path : "", error.message};
}

}  // namespace escalon::intake
