#include "escalon/testkit/shared_data.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "escalon/testkit/temp_dir.hpp"

namespace escalon::testkit {
namespace {

/// Points ESCALON_SHARED at a folder until the end of the test.
class SharedAt {
 public:
  explicit SharedAt(const std::filesystem::path& root) {
    if (const char* before = std::getenv("ESCALON_SHARED")) {
      before_ = before;
    }
    setenv("ESCALON_SHARED", root.c_str(), 1);
  }
  ~SharedAt() {
    before_ ? setenv("ESCALON_SHARED", before_->c_str(), 1) : unsetenv("ESCALON_SHARED");
  }
  SharedAt(const SharedAt&) = delete;
  SharedAt& operator=(const SharedAt&) = delete;

 private:
  std::optional<std::string> before_;
};

TEST(SharedData, IsFoundWhereTheEnvironmentSays) {
  const TempDir folder;
  folder.write("data/a.csv", "x\n");
  const SharedAt shared(folder.path());
  EXPECT_EQ(shared_data_path("data/a.csv"), folder / "data/a.csv");
}

TEST(SharedData, IsNothingWhereItIsAbsent) {
  const TempDir folder;
  const SharedAt shared(folder.path());
  EXPECT_EQ(shared_data_path("data/a.csv"), std::nullopt);
}

}  // namespace
}  // namespace escalon::testkit
