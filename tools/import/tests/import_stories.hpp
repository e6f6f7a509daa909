#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "escalon/contact/v1/contact.pb.h"
#include "escalon/events/codec.hpp"
#include "escalon/import/import_rows.hpp"

namespace escalon::importing {

using contact::v1::ContactEvent;

/// What importing a text with a mapping came to. A mapping or an input that is refused fails the
/// test.
inline Imported import_text(const std::string& mapping, const std::string& content) {
  const auto parsed = parse_mapping(mapping, "m.yaml");
  EXPECT_TRUE(parsed.ok()) << parsed.error().message;
  auto imported = parsed.ok() ? import_rows(*parsed, "log.csv", content) : parsed.error();
  EXPECT_TRUE(imported.ok()) << imported.error().message;
  return imported.ok() ? std::move(imported).value() : Imported();
}

/// Why a mapping is refused; empty where it is not.
inline std::string refusal_of(const std::string& mapping) {
  const auto parsed = parse_mapping(mapping, "m.yaml");
  return parsed.ok() ? "" : parsed.error().message;
}

inline std::vector<ContactEvent> events_of(const Imported& imported) {
  std::vector<ContactEvent> events;
  for (const std::string& bytes : imported.events) {
    events.push_back(*events::parse_event_binary(bytes));
  }
  return events;
}

inline std::vector<std::string> ids_of(const Imported& imported) {
  std::vector<std::string> ids;
  for (const ContactEvent& event : events_of(imported)) {
    ids.push_back(event.event_id());
  }
  return ids;
}

/// The head of the mappings of these stories: a case by the column `id`, everything on one channel.
inline std::string story_mapping(const std::string& rest) {
  return "mapping: 1\nname: story\ninput: {format: csv, zone: Europe/Berlin}\ncase: id\n"
         "defaults: {channel: '\"chat\"'}\n" +
         rest;
}

/// `text` as a YAML scalar in single quotes.
inline std::string yaml_text(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c;
    out += c == '\'' ? "'" : "";
  }
  return out + "'";
}

inline std::string expression_mapping(const std::string& expression) {
  return story_mapping(
      "tables: {colour: {r: red, g: green}}\n"
      "emit: [{type: attributes_changed, at: \"time('2024-01-01T00:00:00Z')\", attributes.v: " +
      yaml_text(expression) + "}]\n");
}

/// The value of an expression at each row of a CSV text; `null` where it is null, `rejected` where
/// the row is.
inline std::vector<std::string> values_of(const std::string& expression, const std::string& csv) {
  std::vector<std::string> values;
  const Imported imported = import_text(expression_mapping(expression), csv);
  for (const ContactEvent& event : events_of(imported)) {
    const auto found = event.attributes().find("v");
    values.push_back(found == event.attributes().end() ? "null" : found->second);
  }
  values.insert(values.end(), imported.rejects.size(), "rejected");
  return values;
}

/// The value of an expression at the only row of a CSV text.
inline std::string value_of(const std::string& expression, const std::string& csv = "id,x\n1,y\n") {
  const auto values = values_of(expression, csv);
  EXPECT_EQ(values.size(), 1U) << expression;
  return values.empty() ? "nothing" : values.front();
}

/// Why an expression is refused.
inline std::string expression_refusal(const std::string& expression) {
  return refusal_of(expression_mapping(expression));
}

inline void expect_part(const std::string& whole, const std::string& part) {
  EXPECT_NE(whole.find(part), std::string::npos) << "got:    " << whole << "\nwanted: " << part;
}

}  // namespace escalon::importing
