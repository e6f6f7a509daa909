#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cursor.hpp"
#include "outline.hpp"

namespace escalon::policy {

enum class Need { kOptional, kRequired };

/// One key of an object of the schema, declared once: what it is called, whether it must be there,
/// what reads it, and what it means.
template <typename T>
struct Field {
  std::string_view name;
  Need need = Need::kOptional;
  void (*read)(const Cursor& at, T& out) = nullptr;
  std::string_view description;
};

/// The part of a field that does not depend on what it is read into.
struct FieldName {
  std::string_view name;
  bool required = false;
};

/// Which members of a map fit which fields: for each field its member or null. Unknown, repeated
/// and missing keys are errors. All null where `at` is no map.
[[nodiscard]] std::vector<const Member*> match_fields(const Cursor& at,
                                                      std::span<const FieldName> fields);

/// What a table of fields takes, its properties given.
[[nodiscard]] std::string object_schema(std::span<const FieldName> fields,
                                        const std::vector<std::string>& properties);

/// Reads a map by a table of fields, in the order of the table. True where `at` is a map; a field
/// that is wrong has reported it and left `out` as it was. False while an outline is made.
template <typename T, std::size_t kCount>
bool read_fields(const Cursor& at, const Field<T> (&table)[kCount], T& out) {
  std::vector<FieldName> names;
  names.reserve(kCount);
  for (const Field<T>& field : table) {
    names.push_back({field.name, field.need == Need::kRequired});
  }
  if (Outline* outline = at.reading().outline; outline != nullptr) {
    if (at.node().kind == Node::Kind::kMap) {
      std::vector<std::string> properties;
      for (const Field<T>& field : table) {
        const auto read = [&](const Cursor& value) { field.read(value, out); };
        properties.push_back(described(field.description, outline->describe(at, read)));
      }
      outline->add(object_schema(names, properties));
    } else {
      at.fail("");
    }
    return false;
  }
  const std::vector<const Member*> members = match_fields(at, names);
  for (std::size_t i = 0; i < kCount; ++i) {
    if (members[i] != nullptr) {
      table[i].read(at.member(*members[i]), out);
    }
  }
  return at.node().kind == Node::Kind::kMap;
}

/// Names of a map that were seen.
class NameSet {
 public:
  /// True for a name that is new and not empty; else an error.
  bool add(const Cursor& entry);

 private:
  std::map<std::string_view, Mark> seen_;
};

/// Calls `read(cursor of the value)` for each entry of a map of names. Repeated names are errors
/// and are left out.
template <typename Read>
void each_member(const Cursor& at, Read read) {
  if (!at.expect(Node::Kind::kMap)) {
    return;
  }
  if (Outline* outline = at.reading().outline; outline != nullptr) {
    outline->add(R"({"type":"object","additionalProperties":)" + outline->describe_value(at, read) +
                 "}");
    return;
  }
  NameSet seen;
  for (const Member& member : at.node().members) {
    const Cursor entry = at.member(member);
    if (seen.add(entry)) {
      read(entry);
    }
  }
}

/// Calls `read(cursor of the item)` for each item of a list.
template <typename Read>
void each_item(const Cursor& at, Read read) {
  if (!at.expect(Node::Kind::kSequence)) {
    return;
  }
  if (Outline* outline = at.reading().outline; outline != nullptr) {
    outline->add(R"({"type":"array","items":)" + outline->describe(at, read) + "}");
    return;
  }
  for (std::size_t i = 0; i < at.node().items.size(); ++i) {
    read(at.item(i));
  }
}

/// Calls `read` for each item of a list, or for a single value that stands for a list of one.
template <typename Read>
void each_item_or_one(const Cursor& at, Read read) {
  if (at.node().kind == Node::Kind::kScalar) {
    read(at);
  } else {
    each_item(at, read);
  }
}

}  // namespace escalon::policy
