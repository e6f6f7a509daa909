#include "escalon/up/data_directory.hpp"

#include <gtest/gtest.h>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::up {
namespace {

TEST(DataDirectory, ANewOneIsFree) {
  const testkit::TempDir dir;
  EXPECT_TRUE(check_data_directory(dir / "new").ok());
}

TEST(DataDirectory, IsEmptiedOfWhatAMeshWroteAndNothingElse) {
  const testkit::TempDir dir;
  dir.write("insight.db", "x");
  dir.write("play.state", "x");
  dir.write("notes.txt", "mine");
  EXPECT_TRUE(empty_data_directory(dir.path()).ok());
  EXPECT_FALSE(std::filesystem::exists(dir / "insight.db"));
  EXPECT_FALSE(std::filesystem::exists(dir / "play.state"));
  EXPECT_TRUE(std::filesystem::exists(dir / "notes.txt"));
}

}  // namespace
}  // namespace escalon::up
