#include "import_stories.hpp"

namespace escalon::importing {
namespace {

using Values = std::vector<std::string>;

Imported import_json(const std::string& format, const std::string& expression,
                     const std::string& content) {
  return import_text("mapping: 1\nname: t\ninput: {format: " + format +
                         "}\ncase: \"coalesce(id, 'c')\"\nemit: [{type: attributes_changed, at: "
                         "\"time('2024-01-01')\", "
                         "channel: '\"chat\"', attributes.v: " +
                         yaml_text(expression) + "}]\n",
                     content);
}

Values values(const Imported& imported) {
  Values values;
  for (const ContactEvent& event : events_of(imported)) {
    const auto found = event.attributes().find("v");
    values.push_back(found == event.attributes().end() ? "null" : found->second);
  }
  return values;
}

TEST(JsonColumns, ArePaths) {
  const char* const row = R"({"a": {"b": {"c": "deep"}}, "list": [{"n": 1}, {"n": 2}]})";
  EXPECT_EQ(values(import_json("jsonl", "a.b.c", row)), (Values{"deep"}));
  EXPECT_EQ(values(import_json("jsonl", "list.1.n", row)), (Values{"2"}));
  EXPECT_EQ(values(import_json("jsonl", "a.b", row)), (Values{"null"}));
  EXPECT_EQ(values(import_json("jsonl", "not.there", row)), (Values{"null"}));
}

TEST(JsonScalars, KeepHowTheyAreWritten) {
  EXPECT_EQ(values(import_json("jsonl", "v",
                               "{\"v\": 12345678901234567890123}\n{\"v\": 1.50}\n{\"v\": true}\n"
                               "{\"v\": null}\n{\"v\": \"\"}\n")),
            (Values{"12345678901234567890123", "1.50", "true", "null", "null"}));
}

TEST(JsonText, IsUnescaped) {
  EXPECT_EQ(values(import_json("jsonl", "v", R"({"v": "a\"\\\/\n\u00e4\ud83e\udd25"})")),
            (Values{"a\"\\/\nä🤥"}));
}

TEST(JsonDocument, IsAListOfRowsOrOneRow) {
  EXPECT_EQ(values(import_json("json", "v", "[\n{\"v\": 1},\n {\"v\": 2}]\n")), (Values{"1", "2"}));
  EXPECT_EQ(values(import_json("json", "v", "{\"v\": 3}")), (Values{"3"}));
  EXPECT_EQ(values(import_json("json", "v", "[]")), Values());
}

TEST(BadJsonLine, IsRejectedAndTheNextOneRead) {
  for (const char* line :
       {"{\"v\": }", "{\"v\": 1", "{v: 1}", "[1]", "7", "{\"v\": 01}", "{\"v\": 1.}", "{} {}",
        "{\"v\": \"\\ud800\"}", "{\"v\": \"\\x\"}", "{\"v\": \"a", "{\"v\": 1,}", "{\"v\": nul}",
        "{\"v\": \"\xff\"}", "{\"v\": \"\t\"}", "{\"v\": [1 2]}"}) {
    const auto imported = import_json("jsonl", "v", std::string(line) + "\n{\"v\": 2}\n");
    EXPECT_EQ(values(imported), (Values{"2"})) << line;
    ASSERT_EQ(imported.rejects.size(), 1U) << line;
    EXPECT_EQ(imported.rejects[0].line, 1U);
  }
}

TEST(BadJsonDocument, IsReadUpToTheErrorAndSaysSo) {
  const auto imported = import_json("json", "v", "[{\"v\": 1},\n{\"v\": oops},\n{\"v\": 3}]");
  EXPECT_EQ(values(imported), (Values{"1"}));
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].line, 2U);
  expect_part(imported.rejects[0].reason, "what follows is not read");
}

TEST(JsonThatGoesOn, IsTold) {
  EXPECT_EQ(import_json("json", "v", "[{\"v\": 1}").rejects.size(), 1U);
  EXPECT_EQ(import_json("json", "v", "[{\"v\": 1}] 2").rejects.size(), 1U);
  EXPECT_EQ(import_json("json", "v", "[{\"v\": 1}, 2]").rejects.size(), 1U);
}

TEST(DeepJson, IsRefusedAndNotFollowed) {
  std::string deep = "{\"v\":";
  for (int i = 0; i < 100'000; ++i) {
    deep += "[";
  }
  const auto imported = import_json("jsonl", "v", deep);
  ASSERT_EQ(imported.rejects.size(), 1U);
  expect_part(imported.rejects[0].reason, "more than 64 levels");
}

}  // namespace
}  // namespace escalon::importing
