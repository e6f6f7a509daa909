#include "mapping_sections.hpp"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <array>
#include <vector>

#include "escalon/base/suggest.hpp"

namespace escalon::importing {
namespace {

constexpr std::size_t kLetsMax = 200;
constexpr std::size_t kLinesMax = 1'000;
constexpr std::array<std::pair<std::string_view, InputRules::Format>, 4> kFormats{
    {{"csv", InputRules::Format::kCsv},
     {"tsv", InputRules::Format::kTsv},
     {"json", InputRules::Format::kJson},
     {"jsonl", InputRules::Format::kJsonLines}}};

bool is_list(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kList;
}
bool is_map(const YamlNode& node) {
  return node.kind == YamlNode::Kind::kMap;
}

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

std::string joined(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

}  // namespace

Error SectionReader::wrong(const YamlNode& node, std::string_view path,
                           std::string_view reason) const {
  return invalid(fmt::format("{}:{}:{}: {}{}{}", file_name_, node.line, node.column, path,
                             path.empty() ? "" : ": ", reason));
}

Error SectionReader::missing(const YamlNode& node, std::string_view path, std::string_view key,
                             std::string_view example) const {
  return wrong(node, path, fmt::format("'{}' is missing; write it like {}", key, example));
}

Status SectionReader::check_keys(const YamlNode& map, std::string_view path,
                                 std::initializer_list<std::string_view> known) const {
  if (!is_map(map)) {
    return wrong(map, path, "keys with values are expected here");
  }
  for (std::size_t i = 0; i < map.keys.size(); ++i) {
    const auto& [key, line] = map.keys[i];
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      return invalid(fmt::format("{}:{}: {}: unknown key{}", file_name_, line, joined(path, key),
                                 did_you_mean(key, std::vector<std::string_view>(known))));
    }
  }
  return {};
}

Result<std::string> SectionReader::text(const YamlNode& node, std::string_view path) const {
  if (node.kind != YamlNode::Kind::kScalar) {
    return wrong(node, path, "one value is expected here, not a list or keys");
  }
  return node.text;
}

Status SectionReader::read(const YamlNode& root) {
  if (Status checked = check_keys(root, "",
                                  {"mapping", "name", "input", "case", "order", "tables", "let",
                                   "defaults", "emit", "reject"});
      !checked.ok()) {
    return checked;
  }
  if (Status read = version(root); !read.ok()) {
    return read;
  }
  struct Section {
    std::string_view key;
    Status (SectionReader::*reader)(const YamlNode&);
    std::string_view example;  // Of a section that must be there.
  };
  // Expressions may use the zone and the tables, then the lets.
  constexpr std::array<Section, 7> kSections{
      {{"name", &SectionReader::name, "name: uci"},
       {"input", &SectionReader::input, "input: {format: csv}"},
       {"tables", &SectionReader::tables, ""},
       {"let", &SectionReader::lets, ""},
       {"defaults", &SectionReader::defaults, ""},
       {"emit", &SectionReader::emit, "emit: [{type: started, at: time(x)}]"},
       {"reject", &SectionReader::reject, ""}}};
  for (const Section& section : kSections) {
    const YamlNode* node = root.find(section.key);
    if (node == nullptr && !section.example.empty()) {
      return missing(root, "", section.key, section.example);
    }
    if (Status read = node == nullptr ? Status() : (this->*section.reader)(*node); !read.ok()) {
      return read;
    }
  }
  return case_and_order(root);
}

Status SectionReader::version(const YamlNode& root) {
  const YamlNode* node = root.find("mapping");
  if (node == nullptr) {
    return missing(root, "", "mapping", "mapping: 1");
  }
  if (node->text != "1") {
    return wrong(*node, "mapping",
                 fmt::format("this version reads mappings of version 1, not '{}'", node->text));
  }
  return {};
}

Status SectionReader::name(const YamlNode& node) {
  const auto read = text(node, "name");
  if (!read.ok()) {
    return read.error();
  }
  if (!is_word(*read)) {
    return wrong(
        node, "name",
        "a name of letters, digits, '-', '_' and '.' is expected; event ids begin with it");
  }
  rules_.name = *read;
  return {};
}

Status SectionReader::input(const YamlNode& node) {
  if (Status checked = check_keys(node, "input", {"format", "delimiter", "null", "zone"});
      !checked.ok()) {
    return checked;
  }
  if (Status read = format(node); !read.ok()) {
    return read;
  }
  if (const YamlNode* nulls = node.find("null")) {
    rules_.input.nulls.clear();
    for (const YamlNode& item : is_list(*nulls) ? nulls->items : std::vector<YamlNode>{*nulls}) {
      const auto read = text(item, "input.null");
      if (!read.ok()) {
        return read.error();
      }
      rules_.input.nulls.push_back(*read);
    }
  }
  if (const YamlNode* zone = node.find("zone")) {
    const auto loaded = load_zone(zone->text);
    if (!loaded.ok()) {
      return wrong(*zone, "input.zone", loaded.error().message);
    }
    rules_.scope.zone = *loaded;
  }
  return {};
}

Status SectionReader::format(const YamlNode& node) {
  const YamlNode* format = node.find("format");
  if (format == nullptr) {
    return missing(node, "input", "format", "format: csv");
  }
  std::vector<std::string_view> known;
  for (const auto& [name, value] : kFormats) {
    known.push_back(name);
    if (name == format->text) {
      rules_.input.format = value;
      rules_.input.delimiter = value == InputRules::Format::kTsv ? '\t' : ',';
      const YamlNode* given = node.find("delimiter");
      return given == nullptr ? Status() : delimiter(*given);
    }
  }
  return wrong(*format, "input.format",
               fmt::format("'{}' is not one of csv, tsv, json, jsonl{}", format->text,
                           did_you_mean(format->text, known)));
}

Status SectionReader::delimiter(const YamlNode& node) {
  if (node.text.size() != 1 ||
      std::string_view("\"\r\n").find(node.text[0]) != std::string_view::npos) {
    return wrong(node, "input.delimiter",
                 "one character is expected, like \",\" or \";\" or \"\\t\"");
  }
  rules_.input.delimiter = node.text[0];
  return {};
}

Status SectionReader::tables(const YamlNode& node) {
  if (!is_map(node)) {
    return wrong(node, "tables", "tables are written as {name: {value: result}}");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string& name = node.keys[i].first;
    const YamlNode& rows = node.items[i];
    if (!is_map(rows)) {
      return wrong(rows, joined("tables", name), "a table is written as {value: result}");
    }
    LookupTable table;
    for (std::size_t row = 0; row < rows.items.size(); ++row) {
      const auto result =
          text(rows.items[row], joined(joined("tables", name), rows.keys[row].first));
      if (!result.ok()) {
        return result.error();
      }
      table.emplace(rows.keys[row].first, *result);
    }
    rules_.scope.table_names.push_back(name);
    rules_.scope.tables.push_back(std::move(table));
  }
  return {};
}

Status SectionReader::lets(const YamlNode& node) {
  if (!is_map(node) || node.items.size() > kLetsMax) {
    return wrong(
        node, "let",
        fmt::format("computed fields are written as {{name: expression}}, at most {}", kLetsMax));
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    auto read = expression(node.items[i], joined("let", node.keys[i].first));
    if (!read.ok()) {
      return read.error();
    }
    rules_.scope.let_names.push_back(node.keys[i].first);
    rules_.scope.lets.push_back(std::move(read).value());
  }
  return {};
}

Status SectionReader::case_and_order(const YamlNode& root) {
  const YamlNode* key = root.find("case");
  if (key == nullptr) {
    return missing(root, "", "case", "case: number (a column, or an expression)");
  }
  if (Status read = row_expression(*key, "case", rules_.case_id); !read.ok()) {
    return read;
  }
  if (rules_.case_id.type != Type::kText) {
    return wrong(*key, "case",
                 fmt::format("a case is named by a text, not by {}", name_of(rules_.case_id.type)));
  }
  const YamlNode* order = root.find("order");
  if (order == nullptr) {
    return {};
  }
  for (const YamlNode& item : is_list(*order) ? order->items : std::vector<YamlNode>{*order}) {
    if (Status read = row_expression(item, "order", rules_.order.emplace_back()); !read.ok()) {
      return read;
    }
  }
  return {};
}

Status SectionReader::defaults(const YamlNode& node) {
  if (!is_map(node)) {
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
  if (!is_list(node) || node.items.empty() || node.items.size() > kLinesMax) {
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
  if (!is_map(node)) {
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
  if (!is_list(node)) {
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
