#include "read_condition.hpp"

#include <limits>
#include <utility>
#include <vector>

#include "fields.hpp"
#include "outline.hpp"
#include "text.hpp"
#include "values.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using rules::Condition;
using rules::FieldKind;

constexpr double kBoundMax = 1e15;

// What a test of one field says, with the field it is about, so that values can be checked.
struct TestDraft {
  explicit TestDraft(rules::Field of) : field(std::move(of)) {}

  rules::Field field;
  std::vector<Condition> parts;
};

bool is_measure(FieldKind kind) {
  return kind == FieldKind::kSentiment || kind == FieldKind::kUrgency || kind == FieldKind::kRisk;
}

void note_name(const Cursor& at, FieldKind kind, const std::string& value) {
  if (kind == FieldKind::kClock) {
    at.reading().names.refer(NameKind::kClock, value, at.place());
  } else if (kind == FieldKind::kTeam && at.reading().names.any(NameKind::kTeam)) {
    at.reading().names.mention(NameKind::kTeam, value, at.place());
  }
}

void read_value(const Cursor& at, FieldKind kind, std::vector<std::string>& out) {
  std::string value;
  const auto known = known_values(kind);
  if (known.empty() ? read_text(at, value) : read_one_of(at, value_word(kind), known, value)) {
    note_name(at, kind, value);
    out.push_back(std::move(value));
  }
}

std::vector<std::string> read_values(const Cursor& at, FieldKind kind) {
  std::vector<std::string> values;
  if (is_measure(kind)) {
    at.fail("a measured number is not compared for equality",
            "write {at_least: NUMBER} or {at_most: NUMBER}");
    return values;
  }
  each_item_or_one(at, [&](const Cursor& item) { read_value(item, kind, values); });
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("an empty list matches nothing", "write at least one value, or never");
  }
  return values;
}

void read_bound(const Cursor& at, TestDraft& out, Condition (*make)(rules::Field, double)) {
  double bound = 0;
  if (read_number(at, Range<double>{-kBoundMax, kBoundMax}, bound)) {
    out.parts.push_back(make(out.field, bound));
  }
}

void read_present(const Cursor& at, TestDraft& out) {
  bool present = true;
  if (read_flag(at, present)) {
    Condition has = Condition::present(out.field);
    out.parts.push_back(present ? std::move(has) : Condition::negated(std::move(has)));
  }
}

constexpr Field<TestDraft> kTestFields[] = {
    {"in", Need::kOptional,
     [](const Cursor& at, TestDraft& out) {
       out.parts.push_back(Condition::one_of(out.field, read_values(at, out.field.kind())));
     },
     "The field has this value, or one of these."},
    {"not", Need::kOptional,
     [](const Cursor& at, TestDraft& out) {
       out.parts.push_back(Condition::none_of(out.field, read_values(at, out.field.kind())));
     },
     "The field has not this value, or none of these."},
    {"at_least", Need::kOptional,
     [](const Cursor& at, TestDraft& out) { read_bound(at, out, &Condition::at_least); },
     "The field is a number not below this."},
    {"at_most", Need::kOptional,
     [](const Cursor& at, TestDraft& out) { read_bound(at, out, &Condition::at_most); },
     "The field is a number not above this."},
    {"present", Need::kOptional, &read_present,
     "The field has a value (true), or has none (false)."},
};

void read_test(const Cursor& at, std::vector<Condition>& out) {
  Result<rules::Field> field = rules::Field::parse(at.name());
  if (!field) {
    std::string message = field.error().message;
    const std::size_t cut = message.find(". ");
    at.fail_at_key(message.substr(0, cut), cut == std::string::npos ? "" : message.substr(cut + 2));
    return;
  }
  if (at.node().kind != Node::Kind::kMap) {
    out.push_back(Condition::one_of(*field, read_values(at, field->kind())));
    return;
  }
  TestDraft test(std::move(*field));
  read_fields(at, kTestFields, test);
  if (at.node().members.empty()) {
    at.fail("tests nothing", "write one of in, not, at_least, at_most, present");
  }
  out.push_back(Condition::all(std::move(test.parts)));
}

std::vector<Condition> read_list(const Cursor& at) {
  std::vector<Condition> parts;
  each_item(at, [&](const Cursor& item) { read_condition(item, parts.emplace_back()); });
  return parts;
}

void read_part(const Cursor& at, std::vector<Condition>& out) {
  if (at.name() == "all") {
    out.push_back(Condition::all(read_list(at)));
  } else if (at.name() == "any") {
    out.push_back(Condition::any(read_list(at)));
  } else if (at.name() == "not") {
    Condition part;
    read_condition(at, part);
    out.push_back(Condition::negated(std::move(part)));
  } else {
    read_test(at, out);
  }
}

std::string test_schema(const Cursor& at, std::string_view field) {
  const auto read = [](const Cursor& value) {
    std::vector<Condition> out;
    read_test(value, out);
  };
  return at.reading().outline->describe(at, read, field);
}

}  // namespace

std::string condition_schema(const Cursor& at) {
  constexpr std::string_view kPart = R"({"$ref":"#/$defs/condition"})";
  const std::string list = cat(R"({"type":"array","items":)", kPart, "}");
  std::string tests = cat(R"("all":)", list, R"(,"any":)", list, R"(,"not":)", kPart);
  for (int i = 0; i < static_cast<int>(FieldKind::kAttribute); ++i) {
    const std::string name = rules::Field(static_cast<FieldKind>(i)).text();
    tests += cat(",", json_text(name), ":", test_schema(at, name));
  }
  return cat(R"({"anyOf":[{"enum":["always","never"]},)", list,
             R"(,{"type":"object","properties":{)", tests,
             R"(},"patternProperties":{"^attributes\\..":)", test_schema(at, "attributes.name"),
             R"(},"additionalProperties":false}]})");
}

void read_condition(const Cursor& at, Condition& out) {
  if (at.reading().outline != nullptr) {
    at.reading().outline->add(R"({"$ref":"#/$defs/condition"})");
    at.fail("");
    return;
  }
  if (at.node().kind == Node::Kind::kSequence) {
    out = Condition::any(read_list(at));
    return;
  }
  if (at.node().kind == Node::Kind::kScalar &&
      (at.node().scalar == "always" || at.node().scalar == "never")) {
    out = at.node().scalar == "always" ? Condition() : Condition::never();
    return;
  }
  std::vector<Condition> parts;
  each_member(at, [&](const Cursor& entry) { read_part(entry, parts); });
  out = Condition::all(std::move(parts));
}

}  // namespace escalon::policy
