#include <chrono>
#include <iostream>
#include <sstream>

#include "escalon/import/run_import.hpp"
#include "escalon/testkit/csv_file.hpp"
#include "escalon/testkit/shared_data.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "import_stories.hpp"

namespace escalon::importing {
namespace {

const std::string kMappings = ESCALON_MAPPINGS;
const char* const kUci = "data/uci_incident_events_dev.csv.gz";
const char* const kBoston = "data/boston311_2015_dev.csv.gz";
const char* const kBpi = "data/bpi13_volvo_incidents_dev.csv.gz";
const char* const kTwitter = "data/twcs_threads_dev.csv.gz";

Imported import_recorded(const std::string& mapping_name, std::string content) {
  const auto mapping =
      parse_mapping(testkit::read_gz(kMappings + "/" + mapping_name), mapping_name);
  EXPECT_TRUE(mapping.ok()) << mapping.error().message;
  auto imported = import_rows(*mapping, mapping_name, std::move(content));
  EXPECT_TRUE(imported.ok()) << imported.error().message;
  return std::move(imported).value();
}

/// Imports a whole file through the command's function and prints what it said.
std::string report_of(const std::string& mapping, const char* file) {
  const testkit::TempDir folder;
  ImportOptions options;
  options.mapping = kMappings + "/" + mapping;
  options.input = testkit::shared_data_path(file)->string();
  options.out = folder / "events.binpb";
  std::ostringstream report;
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(run_import(options, report), 0);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  std::cout << mapping << ": " << report.str() << "  " << taken.count() << " s\n";
  return report.str();
}

TEST(UciFile, IsImportedWhole) {
  SKIP_WITHOUT_SHARED(kUci);
  expect_part(report_of("uci.yaml", kUci),
              "rows 99657 = emitting 77317 + silent 22340 + rejected 0; events 131886 by type: "
              "attributes_changed 37649, "
              "started 17527, status_changed 62548, transferred 14162\n");
}

TEST(BostonFile, IsImportedWhole) {
  SKIP_WITHOUT_SHARED(kBoston);
  expect_part(
      report_of("boston311.yaml", kBoston),
      "rows 84784 = emitting 84784 + silent 0 + rejected 0; events 155688 by type: started 84784, "
      "status_changed 70904\n");
}

TEST(BpiFile, IsImportedWhole) {
  SKIP_WITHOUT_SHARED(kBpi);
  expect_part(report_of("bpi2013.yaml", kBpi),
              "rows 45522 = emitting 39762 + silent 5760 + rejected 0; events 56580 by type: "
              "attributes_changed 5271, "
              "started 5271, status_changed 39505, transferred 6533\n");
}

TEST(TwitterFile, IsImportedWhole) {
  SKIP_WITHOUT_SHARED(kTwitter);
  expect_part(
      report_of("twitter_support.yaml", kTwitter),
      "rows 3317 = emitting 3317 + silent 0 + rejected 0; events 4210 by type: agent_message 1504, "
      "customer_message 1813, started 893\n");
}

std::string with_replaced(const std::string& text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, done)) {
    out.append(text, done, at - done).append(to);
    done = at + from.size();
  }
  return out.append(text, done);
}

TEST(RecordedVerdicts, AreNotReadByAnyMapping) {
  SKIP_WITHOUT_SHARED(kUci);
  SKIP_WITHOUT_SHARED(kBoston);
  const std::string uci = testkit::read_gz(*testkit::shared_data_path(kUci));
  const std::string uci_flipped = with_replaced(uci, ",true,Caller", ",flipped,Caller");
  ASSERT_NE(uci, uci_flipped);
  EXPECT_EQ(import_recorded("uci.yaml", uci).events,
            import_recorded("uci.yaml", uci_flipped).events);

  const std::string boston = testkit::read_gz(*testkit::shared_data_path(kBoston));
  const std::string boston_flipped = with_replaced(boston, ",ONTIME,", ",OVERDUE,");
  ASSERT_NE(boston, boston_flipped);
  EXPECT_EQ(import_recorded("boston311.yaml", boston).events,
            import_recorded("boston311.yaml", boston_flipped).events);
}

/// Doubles the quotes of a value and puts it in quotes.
std::string cell(const std::string& text) {
  return "\"" + with_replaced(text, "\"", "\"\"") + "\"";
}

/// The Boston file with `target_dt` moved to the end of the century.
std::string with_moved_targets(const std::filesystem::path& file) {
  const testkit::CsvTable table = testkit::read_csv_gz(file);
  const std::size_t target = table.column("target_dt");
  std::string text;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    text += (column == 0 ? "" : ",") + table.columns[column];
  }
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const bool moved = column == target && !row[column].empty();
      text +=
          (column == 0 ? "\n" : ",") + cell(moved ? "2096" + row[column].substr(4) : row[column]);
    }
  }
  return text + "\n";
}

TEST(RecordedDueInstant, GoesIntoTheRecordedClockAlone) {
  SKIP_WITHOUT_SHARED(kBoston);
  const auto file = *testkit::shared_data_path(kBoston);
  const auto before = events_of(import_recorded("boston311.yaml", testkit::read_gz(file)));
  const auto after = events_of(import_recorded("boston311.yaml", with_moved_targets(file)));
  ASSERT_EQ(before.size(), after.size());
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    ContactEvent left = before[i];
    ContactEvent right = after[i];
    changed += events::to_binary(left) != events::to_binary(right) ? 1U : 0U;
    left.mutable_due()->erase("recorded");
    right.mutable_due()->erase("recorded");
    ASSERT_EQ(events::to_binary(left), events::to_binary(right));
  }
  EXPECT_EQ(changed, 65'876U);
}

}  // namespace
}  // namespace escalon::importing
