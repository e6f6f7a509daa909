#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <fstream>

#include "escalon/store_sqlite/inspect.hpp"
#include "store_fixture.hpp"

namespace escalon::store_sqlite {
namespace {

using OpenTest = StoreTest;
using testing::Test;

Error error_of(StoreOptions options) {
  auto store = SqliteStore::open(std::move(options));
  EXPECT_FALSE(store.ok());
  return store.ok() ? Error{} : store.error();
}

void run_sql(const std::filesystem::path& file, const char* sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
}

TEST_F(OpenTest, MakesTheFolderWhereItIsAbsent) {
  const auto deep = directory_ / "a/b/c";
  EXPECT_NE(open(options_for(deep)), nullptr);
  EXPECT_TRUE(std::filesystem::exists(deep / "escalon.db"));
}

// The database format has the size of a page at byte 16 of the file, the high byte first.
TEST_F(OpenTest, MakesAFileOfLargePages) {
  open().reset();
  std::ifstream file(directory_ / "escalon.db", std::ios::binary);
  std::array<char, 18> header{};
  file.read(header.data(), header.size());
  EXPECT_EQ((std::array{header[16], header[17]}), (std::array<char, 2>{0x40, 0x00}));
}

TEST_F(OpenTest, SaysWhoHoldsTheDirectory) {
  StoreOptions options = options_for(directory_.path());
  options.port = 8080;
  const auto holder = open(std::move(options));
  const Error error = error_of(options_for(directory_.path()));
  EXPECT_EQ(error.kind, Error::Kind::kConflict);
  EXPECT_NE(error.message.find("process " + std::to_string(::getpid())), std::string::npos)
      << error.message;
  EXPECT_NE(error.message.find("8080"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find(directory_.path().string()), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("--data"), std::string::npos) << error.message;
}

TEST_F(OpenTest, LetsTheDirectoryGoWhenItIsDestroyed) {
  open().reset();
  EXPECT_NE(open(), nullptr);
}

TEST_F(OpenTest, RefusesADirectoryOfANewerVersion) {
  open().reset();
  run_sql(directory_ / "escalon.db", "PRAGMA user_version = 99");
  const Error error = error_of(options_for(directory_.path()));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_NE(error.message.find("version 99"), std::string::npos) << error.message;
  EXPECT_NE(error.message.find("newer Escalon"), std::string::npos) << error.message;
}

TEST_F(OpenTest, RefusesAnotherProgramsDatabase) {
  run_sql(directory_ / "escalon.db", "CREATE TABLE songs (name TEXT)");
  const Error error = error_of(options_for(directory_.path()));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_NE(error.message.find("another program"), std::string::npos) << error.message;
}

TEST_F(OpenTest, RefusesAFileThatIsNoDatabase) {
  directory_.write("escalon.db", std::string(5'000, 'x'));
  const Error error = error_of(options_for(directory_.path()));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_NE(error.message.find("not a database"), std::string::npos) << error.message;
}

TEST_F(OpenTest, RefusesOtherNumbersOfPartitions) {
  open().reset();
  StoreOptions options = options_for(directory_.path());
  options.topics[1].partitions = 3;
  const Error error = error_of(std::move(options));
  EXPECT_EQ(error.kind, Error::Kind::kInvalid);
  EXPECT_NE(error.message.find("2 partition(s) of journal"), std::string::npos) << error.message;
}

TEST_F(OpenTest, AddsATopicToADirectoryThatLacksIt) {
  open().reset();
  StoreOptions options = options_for(directory_.path());
  options.topics.push_back({"later", 1, false});
  const auto store = open(std::move(options));
  store->producer().produce({"later", 0}, record_of("x"), inbox_.producer());
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.produced().size() == 1; }));
  EXPECT_EQ(*inbox_.produced().front(), 0U);
}

TEST_F(OpenTest, SaysThatAFolderCannotBeMade) {
  const auto file = directory_.write("file", "");
  const Error error = error_of(options_for(file / "below"));
  EXPECT_EQ(error.kind, Error::Kind::kUnavailable);
  EXPECT_NE(error.message.find(file.string()), std::string::npos) << error.message;
}

TEST_F(OpenTest, IsInspectedFromOutside) {
  auto store = open();
  store->producer().produce({kInputs, 0}, record_of(std::string(50'000, 'x')), inbox_.producer());
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.produced().size() == 1; }));
  const auto report = inspect(directory_.path(), true);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->exists);
  EXPECT_TRUE(report->writable);
  EXPECT_EQ(report->version, report->version_known);
  ASSERT_TRUE(report->holder);
  EXPECT_EQ(report->holder->pid, ::getpid());
  EXPECT_GT(report->file_bytes, 50'000U);
  EXPECT_EQ(report->file_bytes, store->size_bytes());
  EXPECT_GT(report->disk_free_bytes, 0U);
  EXPECT_TRUE(report->problems.empty());
  ASSERT_EQ(report->partitions.size(), 3U);
  EXPECT_EQ(report->partitions[0].at, (journal::TopicPartition{kInputs, 0}));
  EXPECT_EQ(report->partitions[0].records, 1U);
  store.reset();
  EXPECT_FALSE(inspect(directory_.path())->holder);
}

TEST_F(OpenTest, IsInspectedBeforeItIsThere) {
  const auto report = inspect(directory_ / "not/yet");
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->exists);
  EXPECT_TRUE(report->writable);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "not")) << "looking changes nothing";
}

TEST_F(OpenTest, ShowsDamageWhenItIsInspectedDeeply) {
  {
    const auto store = open();
    for (int i = 0; i < 200; ++i) {
      store->producer().produce({kInputs, 0}, record_of(std::string(5'000, 'x')),
                                inbox_.producer());
    }
  }
  std::string bytes = directory_.read("escalon.db");
  ASSERT_GT(bytes.size(), 200'000U);
  bytes.replace(8'192, 4'096 * 20, std::string(4'096 * 20, '\x5a'));
  directory_.write("escalon.db", bytes);
  const auto report = inspect(directory_.path(), true);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->problems.empty());
}

}  // namespace
}  // namespace escalon::store_sqlite
