#include "function_library.hpp"

#include "redis_fixture.hpp"

namespace escalon::view_redis {
namespace {

class FunctionLibrary : public RedisTest {
 protected:
  // Ours, with other versions written in.
  void load_version(const std::string& version, const std::string& serves_from,
                    const std::string& layout = "1") {
    std::string source(library_source());
    const auto set = [&](const std::string& name, const std::string& value) {
      const std::string begin = "local " + name + " = '";
      const std::size_t from = source.find(begin) + begin.size();
      source.replace(from, source.find('\'', from) - from, value);
    };
    set("VERSION", version);
    set("SERVES_FROM", serves_from);
    set("LAYOUT", layout);
    ASSERT_EQ(server_->ask({"FUNCTION", "LOAD", "REPLACE", source}), "escalon");
  }
  std::string version() { return server_->ask({"FCALL", "escalon_version", "0"}); }
};

TEST_F(FunctionLibrary, IsLoadedWhereThereIsNone) {
  ASSERT_TRUE(start());
  const auto view = open();
  EXPECT_EQ(version(), std::string(library_version()) + "\n1\n");
  EXPECT_EQ(view->statistics().libraries, 1U);
  const auto second = open();
  EXPECT_EQ(second->statistics().libraries, 0U) << "once is enough";
}

TEST_F(FunctionLibrary, IsLoadedAgainInTheMidstOfWork) {
  ASSERT_TRUE(start());
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(server_->ask({"FUNCTION", "FLUSH"}), "OK");
  EXPECT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk)
      << "the owner notices nothing";
  EXPECT_EQ(view->statistics().libraries, 2U);
  EXPECT_EQ(inbox_.troubles_told(), 0U);
}

TEST_F(FunctionLibrary, ReplacesAnOlderOneAtStartAndLater) {
  ASSERT_TRUE(start());
  load_version("0", "0");
  const auto view = open();
  EXPECT_EQ(version(), std::string(library_version()) + "\n1\n");
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  load_version("0", "0");  // An older copy of the files brings back an older library.
  EXPECT_EQ(owner.load(1, 0).code, ViewCode::kOk);
  EXPECT_EQ(version(), std::string(library_version()) + "\n1\n");
}

TEST_F(FunctionLibrary, LeavesANewerOneThatStillServesUs) {
  ASSERT_TRUE(start());
  load_version("12", "1");
  const auto view = open();
  ASSERT_NE(view, nullptr);
  OneOwner owner(*view, inbox_);
  EXPECT_EQ(owner.acquire(1).code, ViewCode::kOk);
  EXPECT_EQ(owner.apply(1, 0, 1, {image_of("default/a", 5)}).code, ViewCode::kOk);
  EXPECT_EQ(version(), "12\n1\n");
}

TEST_F(FunctionLibrary, RefusesANewerOneThatNoLongerServesUsAndNeverReplacesIt) {
  ASSERT_TRUE(start());
  const auto running = open();
  OneOwner owner(*running, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  load_version("12", "11");
  const Error error = refused(options());
  EXPECT_EQ(error.kind, Error::Kind::kConflict);
  EXPECT_TRUE(contains(error.message, "escalon 12, which serves programs from version 11"))
      << error.message;
  EXPECT_TRUE(contains(error.message, "Upgrade this program")) << error.message;
  const auto answer = owner.apply(1, 0, 1, {});
  EXPECT_EQ(answer.code, ViewCode::kUnreachable);
  EXPECT_TRUE(contains(answer.reason, "Upgrade this program")) << answer.reason;
  EXPECT_TRUE(inbox_.told("Upgrade this program"));
  EXPECT_EQ(version(), "12\n11\n");
}

TEST_F(FunctionLibrary, GoesOnWithAViewThatANewerOneWroteInTheSameLayout) {
  ASSERT_TRUE(start());
  load_version("12", "1");
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(server_->ask({"FUNCTION", "FLUSH"}), "OK");  // And so ours is loaded next.
  EXPECT_EQ(owner.apply(1, 0, 1, {}).code, ViewCode::kOk);
}

TEST_F(FunctionLibrary, DoesNotTouchAViewInANewerLayout) {
  ASSERT_TRUE(start());
  load_version("12", "1", "2");
  const auto view = open();
  OneOwner owner(*view, inbox_);
  ASSERT_EQ(owner.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(server_->ask({"FUNCTION", "FLUSH"}), "OK");  // And so ours is loaded next.
  for (const auto& answer : {owner.load(1, 0), owner.apply(1, 0, 1, {}), owner.acquire(2)}) {
    EXPECT_EQ(answer.code, ViewCode::kUnreachable);
    EXPECT_TRUE(contains(answer.reason, "a newer version of this program wrote")) << answer.reason;
  }
}

}  // namespace
}  // namespace escalon::view_redis
