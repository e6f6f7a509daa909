#include "escalon/import/run_import.hpp"

#include <sstream>

#include "escalon/events/event_reader.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "import_stories.hpp"

namespace escalon::importing {
namespace {

/// A folder with a mapping and a log of three rows, the last of them bad.
class ImportRun : public testing::Test {
 protected:
  ImportRun() {
    options.mapping =
        folder.write("m.yaml", story_mapping("emit: [{type: held, at: time(at), attributes.z: id, "
                                             "attributes.a: id, attributes.m: id}]\n"));
    options.input = folder.write(
        "log.csv", "id,at\nA,2024-01-01T10:00Z\nB,2024-01-01T09:00Z\nC,\"bad, \"\"very\"\"\"\n");
    options.out = folder / "events.jsonl";
  }

  int run() {
    std::ostringstream report;
    const int code = run_import(options, report);
    said = report.str();
    return code;
  }

  testkit::TempDir folder;
  ImportOptions options;
  std::string said;
};

TEST_F(ImportRun, WritesTheEventsAndEndsWithTheCounts) {
  EXPECT_EQ(run(), 0);
  const auto events = events::read_events(options.out);
  ASSERT_TRUE(events.ok()) << events.error().message;
  ASSERT_EQ(events->size(), 2U);
  EXPECT_EQ((*events)[0].case_id(), "B");
  EXPECT_EQ(said.substr(said.rfind('\n', said.size() - 2) + 1),
            "rows 3 = emitting 2 + silent 0 + rejected 1; events 2 by type: held 2\n");
  expect_part(said, "log.csv:4: at: 'bad, \"very\"' is not a time");
}

TEST_F(ImportRun, WritesTheRejectedRowsWithFileLineColumnAndReason) {
  options.rejects = folder / "rejects.csv";
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(folder.read("rejects.csv"),
            "file,line,column,reason\n\"" + options.input +
                "\",4,\"at\",\"'bad, \"\"very\"\"' is not a time like 2016-02-29T01:16:00\"\n");
}

TEST_F(ImportRun, WritesTheSameBytesEveryTime) {
  for (const char* name : {"a.jsonl", "b.jsonl", "a.binpb", "b.binpb"}) {
    options.out = folder / name;
    EXPECT_EQ(run(), 0);
  }
  EXPECT_EQ(folder.read("a.jsonl"), folder.read("b.jsonl"));
  EXPECT_EQ(folder.read("a.binpb"), folder.read("b.binpb"));
}

TEST_F(ImportRun, TellsItsProgress) {
  std::vector<double> told;
  options.progress = [&told](double done) { told.push_back(done); };
  EXPECT_EQ(run(), 0);
  ASSERT_FALSE(told.empty());
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_LE(told.back(), 1.0);
}

TEST_F(ImportRun, SaysWhatIsMissing) {
  options.input = folder / "nothing.csv";
  EXPECT_EQ(run(), 1);
  expect_part(said, "cannot read " + options.input + ": No such file or directory");
}

TEST_F(ImportRun, SaysWhatIsWrongWithTheMapping) {
  options.mapping = folder.write("bad.yaml", "mapping: 1\nnaem: x\n");
  EXPECT_EQ(run(), 1);
  expect_part(said, "bad.yaml:2: naem: unknown key (did you mean 'name'?)");
}

TEST_F(ImportRun, SaysThatTheOutputHasNoFormatBeforeItReadsTheLog) {
  options.out = folder / "events.txt";
  EXPECT_EQ(run(), 1);
  expect_part(said, "the name does not tell the format");
}

TEST_F(ImportRun, SaysThatTheDiskIsFull) {
  if (!std::filesystem::exists("/dev/full")) {
    GTEST_SKIP() << "/dev/full is absent";
  }
  std::filesystem::create_symlink("/dev/full", folder / "full.jsonl");
  options.out = folder / "full.jsonl";
  EXPECT_EQ(run(), 1);
  expect_part(said, "No space left on device");
}

TEST_F(ImportRun, ShowsTwentyBadRowsAndCountsTheRest) {
  std::string rows = "id,at\n";
  for (int i = 0; i < 50; ++i) {
    rows += "A,never\n";
  }
  options.input = folder.write("bad.csv", rows);
  EXPECT_EQ(run(), 0);
  expect_part(said, "… and 30 more rejected rows; write them all to a file with --rejects");
}

}  // namespace
}  // namespace escalon::importing
