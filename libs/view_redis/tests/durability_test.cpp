#include <filesystem>
#include <set>

#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

namespace fs = std::filesystem;

// What a server forgets must show in the view's version: an owner reads it there and takes over.
class Durability : public RedisTest {
 protected:
  static void apply_upto(OneOwner& owner, journal::Offset from, journal::Offset to) {
    for (journal::Offset version = from; version < to; ++version) {
      const std::string text = std::to_string(version + 1);
      const auto due = static_cast<std::int64_t>(version) + 1;
      journal::PostImage image = image_of("default/a", due, text);
      image.removed = {timer_of("default/a", due - 1)};
      ASSERT_EQ(owner.apply(1, version, version + 1, {image}).code, ViewCode::kOk);
    }
  }

  // The view is exactly as it was at the version that it says.
  static journal::Offset expect_whole(OneOwner& owner, journal::Epoch epoch) {
    const auto acquired = owner.acquire(epoch);
    EXPECT_EQ(acquired.code, ViewCode::kOk) << acquired.reason;
    const journal::Offset version = acquired.meta.version;
    const auto states = owner.load(epoch, version, {"default/a"}).states;
    const auto timers = owner.horizon(epoch, version).timers;
    if (version == 0) {
      EXPECT_EQ(states.at(0).envelope, std::nullopt);
      EXPECT_TRUE(timers.empty());
      return version;
    }
    EXPECT_EQ(acquired.meta.partition_state, "P" + std::to_string(version));
    EXPECT_EQ(states.at(0).envelope, std::to_string(version));
    EXPECT_EQ(timers, std::vector<journal::TimerRow>{
                          timer_of("default/a", static_cast<std::int64_t>(version))});
    return version;
  }
};

TEST_F(Durability, AcknowledgedAppliesOutliveKillMinusNine) {
  ASSERT_TRUE(start({"--appendonly", "yes", "--appendfsync", "always"}));
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  apply_upto(owner, 0, 20);
  server_->kill();
  EXPECT_EQ(owner.load(1, 20).code, ViewCode::kUnreachable) << "gone is not behind";
  EXPECT_TRUE(inbox_.told("cannot be reached"));
  ASSERT_TRUE(server_->restart().ok());
  EXPECT_EQ(owner.load_until(ViewCode::kOk, 1, 20).meta.version, 20U);
  EXPECT_EQ(owner.apply(1, 20, 21, {}).code, ViewCode::kOk) << "the owner goes on as before";
  EXPECT_TRUE(inbox_.told("well again"));
}

TEST_F(Durability, AnOlderCopyOfTheFilesIsStale) {
  ASSERT_TRUE(start({"--appendonly", "yes", "--appendfsync", "always"}));
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  apply_upto(owner, 0, 5);
  const auto files = server_->directory() / "appendonlydir";
  const auto copy = server_->directory() / "copy";
  fs::copy(files, copy, fs::copy_options::recursive);
  apply_upto(owner, 5, 9);
  server_->kill();
  fs::remove_all(files);
  fs::rename(copy, files);
  ASSERT_TRUE(server_->restart().ok());
  owner.load_until(ViewCode::kStale, 1, 9);
  EXPECT_EQ(owner.apply(1, 9, 10, {}).code, ViewCode::kStale);
  EXPECT_EQ(owner.horizon(1, 9).code, ViewCode::kStale);
  EXPECT_EQ(expect_whole(owner, 2), 5U);
}

// Everysec loses the end of the file with the machine, at any byte of it.
TEST_F(Durability, AFileThatWasCutOffAnywhereIsAnOlderViewAndWhole) {
  ASSERT_TRUE(
      start({"--appendonly", "yes", "--appendfsync", "everysec", "--aof-load-truncated", "yes"}));
  auto view = open();
  {
    OneOwner owner(*view, inbox_);
    ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
    apply_upto(owner, 0, 6);
  }
  server_->stop();
  fs::path file;
  for (const auto& entry : fs::directory_iterator(server_->directory() / "appendonlydir")) {
    file = entry.path().extension() == ".aof" && contains(entry.path().string(), ".incr.")
               ? entry.path()
               : file;
  }
  ASSERT_FALSE(file.empty());
  const fs::path whole = server_->directory() / "whole.aof";
  fs::copy_file(file, whole);
  const auto bytes = fs::file_size(whole);
  std::set<journal::Offset> versions;
  for (std::uintmax_t cut = 1; cut <= 24; ++cut) {
    fs::copy_file(whole, file, fs::copy_options::overwrite_existing);
    fs::resize_file(file, bytes - bytes * cut / 40);
    ASSERT_TRUE(server_->restart().ok());
    view = open();
    ASSERT_NE(view, nullptr);
    OneOwner owner(*view, inbox_);
    owner.load_until(ViewCode::kStale, 1, 6);
    versions.insert(expect_whole(owner, 2));
    view.reset();
    server_->kill();
  }
  EXPECT_LT(*versions.rbegin(), 6U);
  EXPECT_GT(versions.size(), 2U) << "the cuts hit different applies";
}

TEST_F(Durability, AServerThatKeepsNothingComesBackWithoutTheView) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  apply_upto(owner, 0, 3);
  server_->kill();
  ASSERT_TRUE(server_->restart().ok());
  const auto answer = owner.load_until(ViewCode::kStale, 1, 3);
  EXPECT_TRUE(contains(answer.reason, "does not exist; acquire it")) << answer.reason;
  EXPECT_EQ(expect_whole(owner, 2), 0U);
  EXPECT_EQ(view->statistics().libraries, 2U) << "the functions were gone as well";
}

TEST_F(Durability, FlushedViewsAreAbsent) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  apply_upto(owner, 0, 3);
  ASSERT_EQ(server_->ask({"FLUSHALL"}), "OK");
  EXPECT_EQ(owner.load(1, 3).code, ViewCode::kStale);
  EXPECT_EQ(owner.apply(1, 3, 4, {}).code, ViewCode::kStale);
  EXPECT_EQ(expect_whole(owner, 2), 0U);
}

TEST_F(Durability, LostRowsAreNoticedAndTheViewIsBegunAnew) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  journal::Epoch epoch = 0;
  for (const char* lost : {"state", "due", "due:1"}) {
    ASSERT_EQ(owner.acquire(++epoch, OnAcquire::kRebuild).code, ViewCode::kOk);
    std::vector<journal::PostImage> images;
    for (int i = 0; i < 300; ++i) {
      images.push_back(image_of("default/" + std::to_string(i), i));
    }
    ASSERT_EQ(owner.apply(epoch, 0, 1, images).code, ViewCode::kOk);
    // The first page of this view, whatever number it bears.
    std::string key = std::string("escalon:{sla:0}:") + lost;
    if (std::string(lost) == "due:1") {
      const std::string member = server_->ask({"ZRANGE", "escalon:{sla:0}:due", "1", "1"});
      key = "escalon:{sla:0}:due:" + member.substr(member.rfind('\0') + 1);
      key.pop_back();  // the line end
    }
    ASSERT_EQ(server_->ask({"DEL", key}), "1") << key;
    const auto answer = owner.horizon(epoch, 1);
    EXPECT_EQ(answer.code, ViewCode::kStale) << lost;
    EXPECT_TRUE(contains(answer.reason, "has lost rows")) << answer.reason;
    EXPECT_EQ(owner.load(epoch, 1, {"default/1"}).code, ViewCode::kStale) << "from now on";
    EXPECT_EQ(owner.apply(epoch, 1, 2, {}).code, ViewCode::kStale);
    const auto acquired = owner.acquire(++epoch);
    ASSERT_EQ(acquired.code, ViewCode::kOk);
    EXPECT_EQ(acquired.meta.version, 0U) << "rebuilt from the journal's start";
    EXPECT_TRUE(owner.horizon(epoch, 0).timers.empty());
  }
}

TEST_F(Durability, AnApplyThatFailsHalfwayLeavesAViewThatIsRebuilt) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk);
  // Somebody's key where the page of timers is.
  ASSERT_EQ(server_->ask({"SET", "escalon:{sla:0}:due:1", "mine"}), "OK");
  journal::PostImage moved = image_of("default/a", 6, "half");
  moved.removed = {timer_of("default/a", 5)};
  const auto failed = owner.apply(1, 1, 2, {moved});
  EXPECT_EQ(failed.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(failed.reason, "WRONGTYPE")) << failed.reason;
  EXPECT_EQ(owner.load(1, 1, {"default/a"}).code, ViewCode::kStale)
      << "half an apply is never shown";
  EXPECT_EQ(owner.acquire(2).meta.version, 0U);
  EXPECT_EQ(owner.load(2, 0, {"default/a"}).states.at(0).envelope, std::nullopt);
  EXPECT_EQ(owner.apply(2, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk);
  EXPECT_EQ(owner.horizon(2, 1).timers.size(), 1U);
}

}  // namespace
}  // namespace escalon::view_redis
