#include "escalon/testkit/csv_file.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/shared_data.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::testkit {
namespace {

TEST(CsvFile, KeepsCommasQuotesAndLineEndsInsideQuotes) {
  const CsvTable table = read_csv("id,text\n1,\"a, \"\"b\"\"\nc\"\n2,\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.at(0, "text"), "a, \"b\"\nc");
  EXPECT_EQ(table.at(1, "id"), "2");
  EXPECT_EQ(table.at(1, "text"), "");
}

TEST(CsvFile, ReadsPlainTabsWithoutQuoting) {
  const TempDir folder;
  const CsvTable table = read_csv_gz(folder.write("words.tsv", "term\tscore\n\"\t-2\n"));
  EXPECT_EQ(table.at(0, "term"), "\"");
  EXPECT_EQ(table.at(0, "score"), "-2");
}

TEST(CsvFile, ReadsRecordedData) {
  SKIP_WITHOUT_SHARED("data/twcs_threads_dev.csv.gz");
  const CsvTable table = read_csv_gz(*shared_data_path("data/twcs_threads_dev.csv.gz"));
  EXPECT_EQ(table.rows.size(), 3317U);
}

}  // namespace
}  // namespace escalon::testkit
