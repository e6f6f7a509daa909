#include "escalon/testkit/temp_dir.hpp"

#include <gtest/gtest.h>

namespace escalon::testkit {
namespace {

TEST(TempDir, GoesAwayWithWhatIsInIt) {
  std::filesystem::path path;
  {
    const TempDir folder;
    path = folder.path();
    folder.write("below/file", "bytes");
    EXPECT_EQ(folder.read("below/file"), "bytes");
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(TempDir, IsAnotherOneEachTime) {
  const TempDir first;
  const TempDir second;
  EXPECT_NE(first.path(), second.path());
}

}  // namespace
}  // namespace escalon::testkit
