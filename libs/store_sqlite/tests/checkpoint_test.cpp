#include <filesystem>

#include "store_fixture.hpp"

namespace escalon::store_sqlite {
namespace {

using CheckpointTest = StoreTest;

constexpr std::size_t kRecordBytes = 200'000;
constexpr std::size_t kRecords = 600;
constexpr std::size_t kLogBytesMost = 80'000'000;

TEST_F(CheckpointTest, TheWriteAheadLogIsCopiedWhileAppendsGoOnAndStaysShort) {
  const auto store = open();
  store->log().read_from(1, {{kJournal, 0}, 0}, inbox_);
  std::size_t seen = 0;
  for (std::size_t appended = 1; appended <= kRecords; ++appended) {
    store->log().append({kJournal, 0}, record_of(std::string(kRecordBytes, 'x')), 1, inbox_);
    while (seen < appended) {
      seen += inbox_.take_bodies().size();
    }
  }
  EXPECT_GT(store->statistics().checkpoints, 0U);
  // A log that nobody copies would hold every record: 120 MB.
  EXPECT_LT(std::filesystem::file_size(directory_.path() / "escalon.db-wal"), kLogBytesMost);
  store->log().stop(1, {kJournal, 0});
}

}  // namespace
}  // namespace escalon::store_sqlite
