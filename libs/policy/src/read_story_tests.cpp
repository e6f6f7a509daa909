#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/escalation/v1/escalation.pb.h"
#include "escalon/policy/story_test.hpp"
#include "fields.hpp"
#include "read_message.hpp"
#include "text.hpp"
#include "values.hpp"
#include "yaml_reader.hpp"

namespace escalon::policy {
namespace {

constexpr std::string_view kCase = "case";

struct TestDraft {
  StoryTest test;
  absl::Time start = absl::UnixEpoch();

  void reaches(absl::Time at) { test.until = std::max(test.until, at); }
};

// The names of what a message may be about: those of its `body`.
std::vector<std::string_view> bodies(const google::protobuf::Descriptor& type) {
  std::vector<std::string_view> names;
  const auto* body = type.FindOneofByName("body");
  for (int i = 0; i < body->field_count(); ++i) {
    names.emplace_back(body->field(i)->name());
  }
  return names;
}

bool names_a_body(const Cursor& at, const google::protobuf::Descriptor& type) {
  const auto names = bodies(type);
  return std::ranges::any_of(at.node().members, [&](const Member& member) {
    return std::ranges::find(names, member.name) != names.end();
  });
}

void fail_without_body(const Cursor& at) {
  std::vector<std::string_view> names = bodies(*contact::v1::ContactEvent::descriptor());
  const auto commands = bodies(*command::v1::Command::descriptor());
  names.insert(names.end(), commands.begin(), commands.end());
  at.fail("says nothing that happens", cat("add one of: ", list_of(names)));
}

void read_given_key(const Cursor& entry, const TestDraft& draft, std::string_view case_field,
                    Given& given, google::protobuf::Message& out) {
  if (entry.name() == "at") {
    read_when(entry, draft.start, given.at);
  } else if (entry.name() == kCase) {
    std::string name;
    if (read_text(entry, name)) {
      out.GetReflection()->SetString(
          &out, out.GetDescriptor()->FindFieldByName(std::string(case_field)), name);
    }
  } else if (!read_message_field(entry, draft.start, out)) {
    std::vector<std::string_view> known{"at", kCase};
    for (int i = 0; i < out.GetDescriptor()->field_count(); ++i) {
      known.emplace_back(out.GetDescriptor()->field(i)->name());
    }
    entry.fail_at_key(cat("unknown key", did_you_mean(entry.name(), known)),
                      cat("use one of: ", list_of(known)));
  }
}

template <typename What>
void read_given_as(const Cursor& at, TestDraft& out) {
  Given given{out.start, What()};
  auto& what = std::get<What>(given.what);
  what.set_case_id("c1");
  each_member(at, [&](const Cursor& entry) { read_given_key(entry, out, "case_id", given, what); });
  out.reaches(given.at);
  out.test.given.push_back(std::move(given));
}

void read_given(const Cursor& at, TestDraft& out) {
  if (!at.expect(Node::Kind::kMap)) {
    return;
  }
  if (names_a_body(at, *command::v1::Command::descriptor())) {
    read_given_as<command::v1::Command>(at, out);
  } else if (names_a_body(at, *contact::v1::ContactEvent::descriptor())) {
    read_given_as<contact::v1::ContactEvent>(at, out);
  } else {
    fail_without_body(at);
  }
}

struct ExpectedDraft {
  Expected expected;
  absl::Time start;
  int kinds = 0;
};

void read_instant(const Cursor& at, ExpectedDraft& out, std::optional<absl::Time> Expected::*when) {
  absl::Time instant;
  if (read_when(at, out.start, instant)) {
    out.expected.*when = instant;
  }
}

void read_kind(const Cursor& at, Expected::Kind kind, std::span<const std::string_view> known,
               ExpectedDraft& out) {
  ++out.kinds;
  out.expected.kind = kind;
  if (known.empty()) {
    read_text(at, out.expected.name);
  } else {
    read_one_of(at, at.name(), known, out.expected.name);
  }
}

void read_said(const Cursor& at, ExpectedDraft& out) {
  std::string value;
  if (read_text(at, value)) {
    out.expected.says.emplace(at.name(), std::move(value));
  }
}

void read_verdict(const Cursor& at, ExpectedDraft& out) {
  static constexpr std::array<std::string_view, 4> kVerdicts{"met", "breached", "running",
                                                             "overdue"};
  std::string value;
  if (read_one_of(at, "verdict", kVerdicts, value)) {
    out.expected.says.emplace("verdict", std::move(value));
  }
}

constexpr Field<ExpectedDraft> kExpectedFields[] = {
    {"at", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_instant(at, out, &Expected::at); },
     "When: an instant, or a duration from the test's start."},
    {kCase, Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_text(at, out.expected.case_id); },
     "Which case; c1 without it."},
    {"clock", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_kind(at, Expected::Kind::kClock, {}, out); },
     "The clock that is looked at."},
    {"due", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_instant(at, out, &Expected::due); },
     "Clock: when it is due."},
    {"verdict", Need::kOptional, &read_verdict, "Clock: met, breached, running or overdue."},
    {"target", Need::kOptional, &read_said, "Clock: its target, as the policy writes it."},
    {"escalation", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) {
       static const auto kNames = bodies(*escalation::v1::EscalationEvent::descriptor());
       read_kind(at, Expected::Kind::kEscalation, kNames, out);
     },
     "What happens to an escalation, as opened or acknowledged."},
    {"rule", Need::kOptional, &read_said, "Escalation: the rule that opened it."},
    {"team", Need::kOptional, &read_said, "Escalation: the team that owns it."},
    {"level", Need::kOptional, &read_said, "Escalation: its level."},
    {"type", Need::kOptional, &read_said, "Escalation: functional, hierarchical or priority."},
    {"cause", Need::kOptional, &read_said, "Escalation: its first cause."},
    {"priority", Need::kOptional, &read_said, "Escalation: its priority."},
    {"person", Need::kOptional, &read_said, "Escalation: who is asked or has it."},
    {"page", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) {
       ++out.kinds;
       out.expected.kind = Expected::Kind::kPage;
       read_texts(at, out.expected.people);
     },
     "Who is paged, one or a list."},
    {"nothing", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) {
       static constexpr std::array<std::string_view, 4> kKnown{"escalation", "page", "breach",
                                                               "anything"};
       read_kind(at, Expected::Kind::kNothing, kKnown, out);
     },
     "What does not happen: escalation, page, breach or anything of these."},
    {"from", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_instant(at, out, &Expected::from); },
     "Nothing: since when; the start without it."},
    {"until", Need::kOptional,
     [](const Cursor& at, ExpectedDraft& out) { read_instant(at, out, &Expected::until); },
     "Nothing: until when; the end without it."},
};

// Keys that say nothing where they stand would make a test that cannot fail.
void check_keys(const Cursor& at, Expected::Kind kind) {
  static constexpr std::array<std::string_view, 5> kClock{"at", "clock", "due", "verdict",
                                                          "target"};
  static constexpr std::array<std::string_view, 9> kEscalation{
      "at", "escalation", "rule", "team", "level", "type", "cause", "priority", "person"};
  static constexpr std::array<std::string_view, 2> kPage{"at", "page"};
  static constexpr std::array<std::string_view, 3> kNothing{"nothing", "from", "until"};
  const std::array<std::span<const std::string_view>, 4> allowed{kClock, kEscalation, kPage,
                                                                 kNothing};
  const auto& known = allowed[static_cast<std::size_t>(kind)];
  for (const Member& member : at.node().members) {
    if (member.name != kCase && std::ranges::find(known, member.name) == known.end()) {
      at.member(member).fail_at_key("says nothing here", cat("use one of: ", list_of(known)));
    }
  }
}

void read_expected(const Cursor& at, TestDraft& out) {
  ExpectedDraft draft;
  draft.start = out.start;
  draft.expected.file = at.place().file;
  draft.expected.line = at.place().line;
  draft.expected.case_id = "c1";
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kExpectedFields, draft) || at.reading().errors.size() != errors_before) {
    return;
  }
  const Expected& expected = draft.expected;
  if (draft.kinds != 1) {
    at.fail(draft.kinds == 0 ? "expects nothing" : "expects several things at once",
            "write exactly one of clock, escalation, page and nothing");
    return;
  }
  check_keys(at, expected.kind);
  if (expected.kind == Expected::Kind::kClock && !expected.due && expected.says.empty()) {
    at.fail("says nothing of the clock", "add due, verdict or target");
  }
  for (const auto& when : {expected.at, expected.until}) {
    out.reaches(when.value_or(out.start));
  }
  out.test.expect.push_back(expected);
}

constexpr Field<TestDraft> kTestFields[] = {
    {"name", Need::kRequired,
     [](const Cursor& at, TestDraft& out) { read_text(at, out.test.name); },
     "What the story is about; unique in its file."},
    {"start", Need::kRequired,
     [](const Cursor& at, TestDraft& out) {
       read_when(at, absl::UnixEpoch(), out.start);
       out.test.until = out.start;
     },
     "The instant from which durations are counted, as 2026-03-02T09:00:00Z."},
    {"tenant", Need::kOptional,
     [](const Cursor& at, TestDraft& out) { read_text(at, out.test.tenant); },
     "Whose cases; default without it."},
    {"given", Need::kRequired,
     [](const Cursor& at, TestDraft& out) {
       each_item(at, [&](const Cursor& item) { read_given(item, out); });
     },
     "What happens."},
    {"expect", Need::kRequired,
     [](const Cursor& at, TestDraft& out) {
       each_item(at, [&](const Cursor& item) { read_expected(item, out); });
       if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
         at.fail("expects nothing", "add at least one expectation");
       }
     },
     "What the mesh makes of it."},
};

using Tests = std::vector<StoryTest>;

void read_test(const Cursor& at, Tests& out) {
  TestDraft draft;
  draft.test.file = at.place().file;
  draft.test.line = at.place().line;
  if (!read_fields(at, kTestFields, draft)) {
    return;
  }
  const auto same = std::ranges::find_if(out, [&](const StoryTest& test) {
    return test.name == draft.test.name && test.file == draft.test.file;
  });
  if (same != out.end()) {
    at.fail(cat("the name '", draft.test.name, "' is used by an earlier test"),
            "give each test a name of its own");
  }
  std::ranges::stable_sort(draft.test.given, {}, &Given::at);
  out.push_back(std::move(draft.test));
}

void read_file(const PolicyFile& file, const Node& root, Reading& reading, Tests& out) {
  bool any = false;
  for (const Member& entry : root.members) {
    const Cursor at(reading, file.name, entry);
    if (entry.name != "tests" || any) {
      at.fail_at_key(any ? "given twice" : "unknown key", "write all tests under one key, tests");
      continue;
    }
    any = true;
    each_item(at, [&](const Cursor& item) { read_test(item, out); });
  }
  if (root.members.empty()) {
    reading.errors.push_back(Place{file.name, root.mark.line, root.mark.column, ""}.error(
        "holds no tests", "write them as a list under the key tests"));
  }
}

}  // namespace

Result<Tests, PolicyErrors> read_story_tests(const PolicyFiles& files) {
  Reading reading;
  Tests tests;
  for (const PolicyFile& file : files) {
    Result<Node, PolicyError> root = read_yaml(file.name, file.content);
    if (!root) {
      reading.errors.push_back(root.error());
      continue;
    }
    read_file(file, *root, reading, tests);
  }
  if (!reading.errors.empty()) {
    return std::move(reading.errors);
  }
  return tests;
}

}  // namespace escalon::policy
