#include "import_stories.hpp"

namespace escalon::importing {
namespace {

/// What `expression` makes of a value of the column x, in Europe/Berlin.
std::string read(const std::string& text, const std::string& expression = "time(x)") {
  return value_of(expression, "id,x\n1,\"" + text + "\"\n");
}

TEST(Time, ReadsIso8601InTheZoneOfTheInput) {
  EXPECT_EQ(read("2024-01-15T12:00"), "2024-01-15T11:00:00.000Z");
  EXPECT_EQ(read("2024-07-15 12:00:30"), "2024-07-15T10:00:30.000Z");
  EXPECT_EQ(read("2024-07-15T12:00:30.25"), "2024-07-15T10:00:30.250Z");
  EXPECT_EQ(read("2024-01-15"), "2024-01-14T23:00:00.000Z");
}

TEST(OffsetInTheValue, BeatsTheZone) {
  EXPECT_EQ(read("2024-07-15T12:00:00Z"), "2024-07-15T12:00:00.000Z");
  EXPECT_EQ(read("2024-07-15T12:00:00-05:00"), "2024-07-15T17:00:00.000Z");
  EXPECT_EQ(read("2024-07-15T12:00:00 +0530"), "2024-07-15T06:30:00.000Z");
  EXPECT_EQ(read("2024-07-15T12:00+01"), "2024-07-15T11:00:00.000Z");
}

TEST(ZoneOfTheCall, BeatsThatOfTheInput) {
  EXPECT_EQ(read("2024-07-15T12:00", "time(x, 'America/New_York')"), "2024-07-15T16:00:00.000Z");
  EXPECT_EQ(value_of("time(x, zone)", "id,x,zone\n1,2024-07-15T12:00,Asia/Tokyo\n"),
            "2024-07-15T03:00:00.000Z");
  EXPECT_EQ(value_of("time(x, zone)", "id,x,zone\n1,2024-07-15T12:00,\n"),
            "2024-07-15T10:00:00.000Z");
  EXPECT_EQ(value_of("time(x, zone)", "id,x,zone\n1,2024-07-15T12:00,Mars/Base\n"), "rejected");
}

TEST(Format, ReadsOtherSpellings) {
  EXPECT_EQ(read("15/07/2024 12:00", "time(x, 'UTC', '%d/%m/%Y %H:%M')"),
            "2024-07-15T12:00:00.000Z");
  EXPECT_EQ(read("15.07.2024", "time(x, null, '%d.%m.%Y')"), "2024-07-14T22:00:00.000Z");
  EXPECT_EQ(read("Tue Oct 31 22:10:47 +0100 2017", "time(x, 'UTC', '%a %b %d %H:%M:%S %z %Y')"),
            "2017-10-31T21:10:47.000Z");
  EXPECT_EQ(read("1700000000", "time(x, 'Asia/Tokyo', '%s')"), "2023-11-14T22:13:20.000Z");
  EXPECT_EQ(read("infinite-future", "time(x, 'UTC', '%Y')"), "rejected");
}

TEST(MissingLocalTime, IsTheFirstValidInstant) {
  EXPECT_EQ(read("2024-03-31T02:30"), "2024-03-31T01:00:00.000Z");
  EXPECT_EQ(read("2024-03-31T02:00"), "2024-03-31T01:00:00.000Z");
  EXPECT_EQ(read("2024-03-31T03:00"), "2024-03-31T01:00:00.000Z");
}

TEST(AmbiguousLocalTime, IsTheFirstOfTheTwo) {
  EXPECT_EQ(read("2024-10-27T02:30"), "2024-10-27T00:30:00.000Z");
}

TEST(OddLocalTimes, AreCountedOnceARow) {
  const auto imported = import_text(
      story_mapping("let: {t: time(x), u: time(x)}\n"
                    "emit: [{type: held, at: t}, {type: retrieved, at: \"later(t, u)\", "
                    "attributes.p: prev(t)}]\n"),
      "id,x\n1,2024-03-31T02:30\n1,2024-10-27T02:30\n1,2024-10-27T02:30\n");
  EXPECT_EQ(imported.counts.missing_local_times, 1U);
  EXPECT_EQ(imported.counts.ambiguous_local_times, 2U);
}

TEST(ImpossibleTime, RejectsItsRowWithTheColumn) {
  for (const char* text :
       {"2024-02-30T00:00", "2024-13-01", "2024-01-01T24:00", "2024-01-01T10:60", "24-01-01",
        "today", "2024-01-01T", "2024-01-01T10", "2024-01-01T10:00+25:00", "2024-01-01T10:00Zx"}) {
    const auto imported =
        import_text(expression_mapping("time(x)"), std::string("id,x\n1,") + text + "\n");
    ASSERT_EQ(imported.rejects.size(), 1U) << text;
    EXPECT_EQ(imported.rejects[0].line, 2U);
    EXPECT_EQ(imported.rejects[0].column, "x");
    expect_part(imported.rejects[0].reason, "is not a time like 2016-02-29T01:16:00");
  }
}

TEST(Zone, IsCheckedWhenTheMappingIsRead) {
  expect_part(expression_refusal("time(x, 'Europe/Brelin')"),
              "there is no time zone 'Europe/Brelin'");
  expect_part(expression_refusal("time(x, '/etc/localtime')"), "there is no time zone");
  expect_part(expression_refusal("time(x, 'localtime')"), "there is no time zone");
  expect_part(expression_refusal("time(x, 'UTC', x)"), "a format in quotes");
  expect_part(refusal_of("mapping: 1\nname: a\ninput: {format: csv, zone: Nowhere}\n"),
              "m.yaml:3:28: input.zone: there is no time zone 'Nowhere'");
}

}  // namespace
}  // namespace escalon::importing
