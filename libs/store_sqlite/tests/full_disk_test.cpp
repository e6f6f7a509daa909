#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "store_fixture.hpp"

namespace escalon::store_sqlite {
namespace {

constexpr std::size_t kBodyBytes = 10'000;

std::string body(int number) {
  std::string text = std::to_string(number);
  text.resize(kBodyBytes, '.');
  return text;
}

class FullDisk : public StoreTest {
 protected:
  // Appends until writing stops; returns how many were appended.
  int fill(SqliteStore& store, int most) {
    int appended = 0;
    while (appended < most && !stopped()) {
      store.log().append({kJournal, 0}, record_of(body(appended++)), 1, inbox_);
      store.producer().produce({kInputs, 0}, record_of(body(0)), inbox_.producer());
      const auto expected = static_cast<std::size_t>(appended);
      (void)inbox_.wait(
          [&] { return inbox_.produced().size() >= expected || !inbox_.told().empty(); });
    }
    return appended;
  }
  bool stopped() {
    bool told = false;
    (void)inbox_.wait([&] {
      told = !inbox_.told().empty();
      return true;
    });
    return told;
  }

  void expect_all_once(SqliteStore& store, int appended) {
    Inbox reader;
    std::vector<std::string> seen;
    store.log().read_from(1, {{kJournal, 0}, 0}, reader);
    while (seen.size() < static_cast<std::size_t>(appended)) {
      const auto more = reader.take_bodies();
      ASSERT_FALSE(more.empty());
      seen.insert(seen.end(), more.begin(), more.end());
    }
    store.log().stop(1, {kJournal, 0});
    ASSERT_EQ(seen.size(), static_cast<std::size_t>(appended));
    for (int i = 0; i < appended; ++i) {
      ASSERT_EQ(seen[static_cast<std::size_t>(i)], body(i)) << "neither lost nor doubled";
    }
  }
};

TEST_F(FullDisk, WaitsSaysSoAndGoesOnWhenTheQuotaIsRaised) {
  StoreOptions options = options_for(directory_.path());
  options.file_bytes_max = 600'000;
  options.on_trouble = inbox_.troubles();
  const auto store = open(std::move(options));
  ASSERT_NE(store, nullptr);
  const int appended = fill(*store, 1'000);
  ASSERT_LT(appended, 1'000);
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.told().size() == 1; }));
  EXPECT_NE(inbox_.told()[0].find("escalon.db"), std::string::npos) << inbox_.told()[0];
  EXPECT_NE(inbox_.told()[0].find("full"), std::string::npos) << inbox_.told()[0];
  EXPECT_NE(inbox_.told()[0].find("free some space"), std::string::npos) << inbox_.told()[0];
  EXPECT_FALSE(store->statistics().writable);
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().empty()) << "a full disk is no take-over";

  store->set_file_bytes_max(0);
  ASSERT_TRUE(
      inbox_.wait([&] { return inbox_.produced().size() == static_cast<std::size_t>(appended); }));
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.told().size() == 2; }));
  EXPECT_NE(inbox_.told()[1].find("written again"), std::string::npos) << inbox_.told()[1];
  EXPECT_TRUE(store->statistics().writable);
  EXPECT_GT(store->statistics().retries, 0U);
  expect_all_once(*store, appended);
}

TEST_F(FullDisk, RefusesProducersOnceTooMuchWaitsAndStillReads) {
  StoreOptions options = options_for(directory_.path());
  options.file_bytes_max = 600'000;
  options.queue_bytes_max = 100'000;
  options.on_trouble = inbox_.troubles();
  const auto store = open(std::move(options));
  const int appended = fill(*store, 1'000);
  Inbox refused;
  for (int i = 0; i < 50; ++i) {
    store->producer().produce({kInputs, 0}, record_of(body(i)), refused.producer());
  }
  ASSERT_TRUE(refused.wait([&] { return !refused.produced().empty(); }));
  ASSERT_FALSE(refused.produced().front().ok());
  EXPECT_EQ(refused.produced().front().error().kind, Error::Kind::kExhausted);
  Inbox reader;
  store->log().read_from(1, {{kJournal, 0}, 0}, reader);
  EXPECT_TRUE(reader.wait([&] { return !reader.bodies().empty(); }));
  store->log().stop(1, {kJournal, 0});
  store->set_file_bytes_max(0);
  ASSERT_TRUE(refused.wait([&] { return refused.produced().size() == 50; }));
  EXPECT_GT(appended, 0);
}

TEST_F(FullDisk, FailsWhatWaitsWhenItIsClosedMeanwhile) {
  StoreOptions options = options_for(directory_.path());
  options.file_bytes_max = 600'000;
  options.on_trouble = inbox_.troubles();
  const auto store = open(std::move(options));
  const int appended = fill(*store, 1'000);
  // The owner's last may have been written before the disk was full; this one waits.
  store->log().append({kJournal, 0}, record_of(body(appended)), 1, inbox_);
  store->close();
  ASSERT_TRUE(
      inbox_.wait([&] { return inbox_.produced().size() == static_cast<std::size_t>(appended); }));
  EXPECT_FALSE(inbox_.produced().back().ok());
  EXPECT_EQ(inbox_.produced().back().error().kind, Error::Kind::kUnavailable);
  EXPECT_FALSE(inbox_.all<journal::AppendFailed>().empty());
}

/// A file system of a few megabytes, where the test may mount one.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path place) : place_(std::move(place)) {
    std::filesystem::create_directories(place_);
    mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, "size=3m") == 0;
    why_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (mounted_) {
      ::umount2(place_.c_str(), MNT_DETACH);
    }
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  [[nodiscard]] bool mounted() const { return mounted_; }
  [[nodiscard]] const std::string& why() const { return why_; }

 private:
  std::filesystem::path place_;
  bool mounted_ = false;
  std::string why_;
};

TEST_F(FullDisk, GoesOnByItselfWhenSpaceIsFreedOnARealDisk) {
  const auto place = directory_ / "small";
  const SmallDisk disk(place);
  if (!disk.mounted()) {
    GTEST_SKIP() << "cannot mount a small file system here (" << disk.why()
                 << "); run as root to test a full disk";
  }
  std::ofstream(place / "ballast") << std::string(1'500'000, 'b') << std::flush;
  StoreOptions options = options_for(place / "data");
  options.on_trouble = inbox_.troubles();
  auto store = open(std::move(options));
  ASSERT_NE(store, nullptr);
  const int appended = fill(*store, 1'000);
  ASSERT_LT(appended, 1'000);
  EXPECT_TRUE(inbox_.all<journal::AppendFailed>().empty());
  std::filesystem::remove(place / "ballast");
  ASSERT_TRUE(inbox_.wait([&] { return inbox_.told().size() == 2; }));
  ASSERT_TRUE(
      inbox_.wait([&] { return inbox_.produced().size() == static_cast<std::size_t>(appended); }));
  expect_all_once(*store, appended);
  store.reset();
}

}  // namespace
}  // namespace escalon::store_sqlite
