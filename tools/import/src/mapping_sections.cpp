#include "mapping_sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "escalon/base/suggest.hpp"
#include "escalon/calendar/time_zone.hpp"

namespace escalon::importing {
namespace {

constexpr std::size_t kLetsMax = 200;
constexpr std::array<std::pair<std::string_view, InputRules::Format>, 4> kFormats{
    {{"csv", InputRules::Format::kCsv},
     {"tsv", InputRules::Format::kTsv},
     {"json", InputRules::Format::kJson},
     {"jsonl", InputRules::Format::kJsonLines}}};

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
}

}  // namespace

std::string joined(std::string_view path, std::string_view key) {
  return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

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
  if (!map.is_map()) {
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
    for (const YamlNode& item : nulls->is_list() ? nulls->items : std::vector<YamlNode>{*nulls}) {
      const auto read = text(item, "input.null");
      if (!read.ok()) {
        return read.error();
      }
      rules_.input.nulls.push_back(*read);
    }
  }
  if (const YamlNode* zone = node.find("zone")) {
    const auto loaded = calendar::load_time_zone(zone->text);
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
  if (!node.is_map()) {
    return wrong(node, "tables", "tables are written as {name: {value: result}}");
  }
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const std::string& name = node.keys[i].first;
    const YamlNode& rows = node.items[i];
    if (!rows.is_map()) {
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
  if (!node.is_map() || node.items.size() > kLetsMax) {
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
  for (const YamlNode& item : order->is_list() ? order->items : std::vector<YamlNode>{*order}) {
    if (Status read = row_expression(item, "order", rules_.order.emplace_back()); !read.ok()) {
      return read;
    }
  }
  return {};
}

}  // namespace escalon::importing
