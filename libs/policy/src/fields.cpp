#include "fields.hpp"

#include <algorithm>

#include "escalon/base/suggest.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

std::vector<std::string_view> names_of(std::span<const FieldName> fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const FieldName& field : fields) {
    names.push_back(field.name);
  }
  return names;
}

void fail_unknown(const Cursor& entry, std::span<const FieldName> fields) {
  const std::vector<std::string_view> names = names_of(fields);
  entry.fail_at_key(cat("unknown key", did_you_mean(entry.name(), names)),
                    cat("use one of: ", list_of(names)));
}

void fail_repeated(const Cursor& entry, Mark first) {
  entry.fail_at_key(cat("given twice; first at line ", first.line), "keep one of the two");
}

void fail_missing(const Cursor& at, std::span<const FieldName> fields,
                  const std::vector<const Member*>& members) {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].required && members[i] == nullptr) {
      at.fail_at_key(cat("'", fields[i].name, "' is missing"), cat("add the key ", fields[i].name));
    }
  }
}

}  // namespace

std::vector<const Member*> match_fields(const Cursor& at, std::span<const FieldName> fields) {
  std::vector<const Member*> members(fields.size(), nullptr);
  if (!at.expect(Node::Kind::kMap)) {
    return members;
  }
  for (const Member& member : at.node().members) {
    const auto found = std::ranges::find(fields, member.name, &FieldName::name);
    const auto index = static_cast<std::size_t>(found - fields.begin());
    if (found == fields.end()) {
      fail_unknown(at.member(member), fields);
    } else if (members[index] != nullptr) {
      fail_repeated(at.member(member), members[index]->mark);
    } else {
      members[index] = &member;
    }
  }
  fail_missing(at, fields, members);
  return members;
}

std::string object_schema(std::span<const FieldName> fields,
                          const std::vector<std::string>& properties) {
  std::string all;
  std::string required;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    all += cat(i == 0 ? "" : ",", json_text(fields[i].name), ":", properties[i]);
    if (fields[i].required) {
      required += cat(required.empty() ? "" : ",", json_text(fields[i].name));
    }
  }
  return cat(R"({"type":"object","properties":{)", all, R"(},"required":[)", required,
             R"(],"additionalProperties":false})");
}

bool NameSet::add(const Cursor& entry) {
  if (entry.name().empty()) {
    entry.fail_at_key("a name must not be empty", "give it a name");
    return false;
  }
  const Place place = entry.key_place();
  const auto [found, is_new] = seen_.try_emplace(entry.name(), Mark{place.line, place.column});
  if (!is_new) {
    fail_repeated(entry, found->second);
  }
  return is_new;
}

}  // namespace escalon::policy
