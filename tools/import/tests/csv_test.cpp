#include "import_stories.hpp"

namespace escalon::importing {
namespace {

using Values = std::vector<std::string>;

TEST(Csv, KeepsDelimitersQuotesAndLineEndsInsideQuotes) {
  EXPECT_EQ(values_of("x", "id,x\nA,\"a, \"\"b\"\"\nc\"\nA,plain \"quotes\" inside\n"),
            (Values{"a, \"b\"\nc", "plain \"quotes\" inside"}));
}

TEST(Csv, MayEndLinesLikeWindowsAndBeginWithAByteOrderMark) {
  EXPECT_EQ(values_of("x", "\xef\xbb\xbfid,x\r\nA,1\r\nA,\"2\"\r\n\r\nA,3"),
            (Values{"1", "2", "3"}));
}

TEST(RowOfAnotherWidth, IsRejectedWithItsLine) {
  const auto imported = import_text(expression_mapping("x"), "id,x\nA,\"1\n2\"\nA\nA,1,2\nA,4\n");
  EXPECT_EQ(imported.counts.emitting, 2U);
  ASSERT_EQ(imported.rejects.size(), 2U);
  EXPECT_EQ(imported.rejects[0].line, 4U);
  EXPECT_EQ(imported.rejects[0].reason, "the row has 1 values where the header has 2");
  EXPECT_EQ(imported.rejects[1].line, 5U);
}

TEST(TextBehindAClosingQuote, RejectsTheRowAlone) {
  const auto imported = import_text(expression_mapping("x"), "id,x\nA,\"1\" 2\nA,3\n");
  ASSERT_EQ(imported.rejects.size(), 1U);
  expect_part(imported.rejects[0].reason, "text behind a closing quote");
  EXPECT_EQ(imported.counts.emitting, 1U);
}

TEST(StrayQuote, CostsOneRowAndNotTheRestOfTheFile) {
  const auto imported = import_text(expression_mapping("x"), "id,x\nA,1\nA,\"2\nA,3\nA,4\n");
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].line, 3U);
  EXPECT_EQ(imported.rejects[0].reason, "a quoted value has no end");
  EXPECT_EQ(imported.counts.emitting, 3U);
}

TEST(InvalidUtf8, RejectsTheRowOnlyWhereTheColumnIsUsed) {
  const auto imported = import_text(expression_mapping("x"), "id,x,unused\nA,\xff,\nA,ok,\xff\n");
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].column, "x");
  EXPECT_EQ(imported.counts.emitting, 1U);
}

TEST(Tsv, HasTabsAndNoQuoting) {
  const auto imported = import_text(
      "mapping: 1\nname: t\ninput: {format: tsv}\ncase: id\n"
      "emit: [{type: customer_message, at: \"time('2024-01-01')\", channel: '\"chat\"', text: "
      "words}]\n",
      "id\twords\nA\t\"hello\n");
  EXPECT_EQ(events_of(imported)[0].customer_message().text(), "\"hello");
}

TEST(NullWords, AreNull) {
  const auto imported = import_text(
      "mapping: 1\nname: t\ninput: {format: csv, delimiter: \";\", null: [\"?\", \"n/a\"]}\ncase: "
      "id\n"
      "emit: [{type: held, at: \"time('2024-01-01')\", channel: '\"chat\"', attributes.n: "
      "is_null(x), attributes.e: x}]\n",
      "id;x\nA;?\nA;n/a\nA;\n");
  const auto events = events_of(imported);
  EXPECT_EQ(events[0].attributes().at("n"), "true");
  EXPECT_EQ(events[1].attributes().at("n"), "true");
  EXPECT_EQ(events[2].attributes().at("n"), "false");
  EXPECT_EQ(events[2].attributes().at("e"), "");
}

TEST(UnknownColumn, IsRefusedWithItsPlaceInTheMapping) {
  const auto mapping = parse_mapping(
      story_mapping("emit:\n- {type: held, at: time(open_dt), agent: ann}\n"), "m.yaml");
  ASSERT_TRUE(mapping.ok());
  const auto one = import_rows(*mapping, "log.csv", "id,opened_dt,ann\n");
  ASSERT_FALSE(one.ok());
  EXPECT_EQ(one.error().message.find("m.yaml:7:20: emit[0].at: log.csv has no column 'open_dt'"),
            0U)
      << one.error().message;
  const auto other = import_rows(*mapping, "log.csv", "id,open_dt\n");
  ASSERT_FALSE(other.ok());
  expect_part(other.error().message,
              "no column 'ann'; a fixed text is written in quotes: '\"ann\"'");
}

TEST(DoubledColumn, IsRefusedWhereItIsUsed) {
  const auto mapping = parse_mapping(expression_mapping("x"), "m.yaml");
  EXPECT_FALSE(import_rows(*mapping, "log.csv", "id,x,x\n").ok());
  EXPECT_TRUE(import_rows(*mapping, "log.csv", "id,x,y,y\n").ok());
}

TEST(EmptyFile, HasNoHeader) {
  const auto mapping = parse_mapping(expression_mapping("x"), "m.yaml");
  const auto imported = import_rows(*mapping, "log.csv", "");
  ASSERT_FALSE(imported.ok());
  EXPECT_EQ(imported.error().message,
            "log.csv: the file has no header line with the names of its columns");
}

}  // namespace
}  // namespace escalon::importing
