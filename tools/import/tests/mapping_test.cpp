#include "import_stories.hpp"

namespace escalon::importing {
namespace {

const char* const kEmit = "emit: [{type: held, at: time(at)}]\n";

std::string refusal(const std::string& rest) {
  return refusal_of(story_mapping(rest));
}

TEST(Mapping, ThatIsTheSmallestIsRead) {
  EXPECT_EQ(refusal(kEmit), "");
}

TEST(UnknownKey, IsRefusedWithItsLineAndTheNearest) {
  EXPECT_EQ(refusal(std::string(kEmit) + "tabels: {}\n"),
            "m.yaml:7: tabels: unknown key (did you mean 'tables'?)");
  EXPECT_EQ(refusal(std::string(kEmit) + "reject:\n  - {when: first, resaon: x}\n"),
            "m.yaml:8: reject[0].resaon: unknown key (did you mean 'reason'?)");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv, zoen: UTC}\n"),
              "m.yaml:3: input.zoen: unknown key (did you mean 'zone'?)");
}

TEST(UnknownField, IsRefusedWithTheNearest) {
  expect_part(refusal("emit: [{type: held, at: time(at), chanel: x}]\n"),
              "emit[0].chanel: a contact event of type held has no field 'chanel' (did you mean "
              "'channel'?)");
  expect_part(refusal("emit: [{type: status_changed, at: time(at), satus: x}]\n"),
              "(did you mean 'status'?)");
  expect_part(refusal("emit: [{type: held, at: time(at), wen: first}]\n"), "no field 'wen'");
  expect_part(refusal("emit: [{type: helt, at: time(at)}]\n"),
              "there is no event type 'helt' (did you mean 'held'?)");
  expect_part(refusal("emit: [{type: held, at: time(at), customer: x}]\n"), "no field 'customer'");
  expect_part(refusal("emit: [{type: held, at: time(at), attributes.: x}]\n"),
              "needs a name behind the dot");
}

TEST(OwnFields, CannotBeSet) {
  expect_part(refusal("emit: [{type: held, at: time(at), event_id: x}]\n"),
              "'event_id' cannot be set here: it is made of");
  expect_part(refusal("emit: [{type: held, at: time(at), case_id: x}]\n"),
              "it is what 'case' says");
  expect_part(refusal("emit: [{type: held, at: time(at), occurred_at: time(x)}]\n"),
              "it is what 'at' says");
}

TEST(MissingKey, IsNamedWithAnExample) {
  expect_part(refusal_of("name: a\n"), "'mapping' is missing; write it like mapping: 1");
  expect_part(refusal_of("mapping: 2\n"), "this version reads mappings of version 1, not '2'");
  expect_part(refusal_of("mapping: 1\n"), "'name' is missing");
  expect_part(refusal_of("mapping: 1\nname: a\n"), "'input' is missing");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {}\n"), "'format' is missing");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv}\n"), "'emit' is missing");
  expect_part(
      refusal_of("mapping: 1\nname: a\ninput: {format: csv}\nemit: [{type: held, at: time(x)}]\n"),
      "'case' is missing");
  expect_part(refusal("emit: [{at: time(x)}]\n"), "emit[0]: 'type' is missing");
  expect_part(refusal("emit: [{type: held}]\n"), "emit[0]: 'at' is missing");
  expect_part(refusal(std::string(kEmit) + "reject: [{when: first}]\n"),
              "reject[0]: 'reason' is missing");
}

TEST(WrongType, IsRefusedByItsPath) {
  expect_part(refusal("emit: [{type: held, at: opened}]\n"),
              "emit[0].at: a time is expected, not a text; put time(…)");
  expect_part(refusal("emit: [{when: x, type: held, at: time(x)}]\n"),
              "emit[0].when: a condition is expected, not a text");
  expect_part(refusal("emit: [{type: held, at: time(x), due.d: x}]\n"),
              "'due.d' takes a time, not a text");
  expect_part(refusal("emit: [{type: held, at: time(x), priority: first}]\n"),
              "'priority' takes a number, not true or false");
}

TEST(CaseAndOrder, LookAtTheirRowAlone) {
  expect_part(refusal(std::string(kEmit) + "order: [prev(x)]\n"),
              "order: first, last, prev and changed need a case");
  expect_part(refusal(std::string("let: {p: prev(x)}\n") + kEmit + "order: p\n"), "need a case");
}

TEST(Let, IsSeenByThoseThatFollow) {
  EXPECT_EQ(refusal("let: {a: time(at), b: a + 5m}\nemit: [{type: held, at: b}]\n"), "");
  expect_part(refusal("let: {a: lower(at), b: a + 5m}\nemit: [{type: held, at: b}]\n"),
              "let.b: in 'a + 5m': '+' takes a time on its left");
}

TEST(Let, MayHoldADuration) {
  const auto imported = import_text(
      story_mapping("let: {grace: 5m, t: time(at) + grace}\nemit: [{type: held, at: t}]\n"),
      "id,at\nA,2024-01-01T00:00Z\n");
  EXPECT_EQ(events_of(imported)[0].occurred_at().seconds(), 1'704'067'500);
}

TEST(Defaults, AreOfTheEventAndNotOfABody) {
  expect_part(
      refusal_of("mapping: 1\nname: a\ninput: {format: csv}\ncase: id\ndefaults: {status: x}\n"),
      "defaults.status: a contact event has no field 'status'");
}

TEST(BadYaml, IsToldWithLineAndColumn) {
  expect_part(refusal_of("mapping: 1\nname: [\n"), "m.yaml:3:1: not YAML:");
  expect_part(refusal_of("a: 1\na: 2\n"), "the key 'a' stands here twice");
  expect_part(refusal_of(""), "keys with values are expected here");
  expect_part(refusal_of("- 1\n"), "keys with values are expected here");
}

TEST(BadYaml, ThatGrowsWithoutEndIsRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) {
      bomb += ", " + before;
    }
    bomb += "]\n";
  }
  expect_part(refusal_of(bomb), "nested too deeply, or has too many values");
}

TEST(Input, IsChecked) {
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: cvs}\n"),
              "is not one of csv, tsv, json, jsonl (did you mean 'csv'?)");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv, delimiter: \"::\"}\n"),
              "one character is expected");
  expect_part(refusal_of("mapping: 1\nname: \"a b\"\n"), "a name of letters, digits");
}

TEST(Tables, AreOneLevelDeep) {
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv}\ntables: [1]\n"),
              "tables: tables are written as");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv}\ntables: {a: {b: {c: d}}}\n"),
              "tables.a.b: one value is expected here");
}

}  // namespace
}  // namespace escalon::importing
