#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <utility>

#include "mapping_sections.hpp"

namespace escalon::importing {
namespace {

constexpr std::size_t kLinesMax = 1'000;

}  // namespace

Status SectionReader::defaults(const YamlNode& node) {
  if (!node.is_map()) {
    return wrong(node, "defaults", "defaults are written as {field: expression}");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string& key = node.keys[i].first;
    auto read = assignment(key, node.items[i], joined("defaults", key), nullptr);
    if (!read.ok()) {
      return read.error();
    }
    rules_.defaults.push_back(std::move(read).value());
  }
  return {};
}

Status SectionReader::emit(const YamlNode& node) {
  if (!node.is_list() || node.items.empty() || node.items.size() > kLinesMax) {
    return wrong(node, "emit",
                 "a list of lines like {type: started, at: time(opened_at)} is expected");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (Status read = emit_line(node.items[i], fmt::format("emit[{}]", i)); !read.ok()) {
      return read;
    }
  }
  return {};
}

Status SectionReader::emit_line(const YamlNode& node, const std::string& path) {
  if (!node.is_map()) {
    return wrong(node, path, "a line like {type: started, at: time(opened_at)} is expected");
  }
  EmitLine& line = rules_.emit.emplace_back();
  const YamlNode* type = node.find("type");
  if (type == nullptr) {
    return missing(node, path, "type", "type: started");
  }
  const auto body = find_body(type->text);
  if (!body.ok()) {
    return wrong(*type, joined(path, "type"), body.error().message);
  }
  line.body = *body;
  const YamlNode* at = node.find("at");
  if (at == nullptr) {
    return missing(node, path, "at", "at: time(opened_at)");
  }
  auto instant = expression(*at, joined(path, "at"));
  if (!instant.ok()) {
    return instant.error();
  }
  if (instant->type != Type::kInstant) {
    return wrong(*at, joined(path, "at"),
                 fmt::format("a time is expected, not {}; put time(…) around the column",
                             name_of(instant->type)));
  }
  line.at = std::move(instant).value();
  if (const YamlNode* when = node.find("when")) {
    auto read = condition(*when, joined(path, "when"));
    if (!read.ok()) {
      return read.error();
    }
    line.when = std::move(read).value();
  }
  for (const Assignment& each : rules_.defaults) {
    if (node.find(each.field.name) == nullptr) {
      line.assignments.push_back(each);
    }
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string& key = node.keys[i].first;
    if (key == "when" || key == "type" || key == "at") {
      continue;
    }
    auto read = assignment(key, node.items[i], joined(path, key), line.body);
    if (!read.ok()) {
      return read.error();
    }
    line.assignments.push_back(std::move(read).value());
  }
  return {};
}

Status SectionReader::reject(const YamlNode& node) {
  if (!node.is_list()) {
    return wrong(node, "reject",
                 "a list of lines like {when: is_null(x), reason: \"no x\"} is expected");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const YamlNode& item = node.items[i];
    const std::string path = fmt::format("reject[{}]", i);
    if (Status checked = check_keys(item, path, {"when", "reason"}); !checked.ok()) {
      return checked;
    }
    const YamlNode* when = item.find("when");
    const YamlNode* reason = item.find("reason");
    if (when == nullptr || reason == nullptr) {
      return missing(item, path, when == nullptr ? "when" : "reason",
                     "{when: is_null(x), reason: \"no x\"}");
    }
    auto read = condition(*when, joined(path, "when"));
    const auto said = text(*reason, joined(path, "reason"));
    if (!read.ok() || !said.ok()) {
      return read.ok() ? said.error() : read.error();
    }
    rules_.reject.push_back({std::move(read).value(), *said});
  }
  return {};
}

Result<Assignment> SectionReader::assignment(const std::string& key, const YamlNode& value,
                                             const std::string& path,
                                             const google::protobuf::FieldDescriptor* body) {
  auto field = find_field(key, body);
  if (!field.ok()) {
    return wrong(value, path, field.error().message);
  }
  auto read = expression(value, path);
  if (!read.ok()) {
    return read.error();
  }
  if (Status fits = check_field_type(*field, read->type); !fits.ok()) {
    return wrong(value, path, fits.error().message);
  }
  return Assignment{std::move(field).value(), std::move(read).value()};
}

Result<Expression> SectionReader::expression(const YamlNode& node, const std::string& path) {
  const auto read = text(node, path);
  if (!read.ok()) {
    return read.error();
  }
  auto parsed = parse_expression(
      *read, fmt::format("{}:{}:{}: {}", file_name_, node.line, node.column, path), rules_.scope);
  return parsed.ok() ? std::move(parsed)
                     : wrong(node, path, fmt::format("in '{}': {}", *read, parsed.error().message));
}

Result<Expression> SectionReader::condition(const YamlNode& node, const std::string& path) {
  auto read = expression(node, path);
  if (read.ok() && read->type != Type::kTruth) {
    return wrong(node, path, fmt::format("a condition is expected, not {}", name_of(read->type)));
  }
  return read;
}

Status SectionReader::row_expression(const YamlNode& node, const std::string& path,
                                     Expression& out) {
  auto read = expression(node, path);
  if (!read.ok()) {
    return read.error();
  }
  if (read->needs_case) {
    return wrong(node, path,
                 "first, last, prev and changed need a case, and this is what makes the cases");
  }
  out = std::move(read).value();
  return {};
}

}  // namespace escalon::importing
