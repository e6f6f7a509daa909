#include "escalon/up/data_directory.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "escalon/policy/compile.hpp"
#include "escalon/testkit/temp_dir.hpp"
#include "escalon/up/embedded_files.hpp"
#include "escalon/up/mesh.hpp"

namespace escalon::up {
namespace {

TEST(DataDirectory, ANewOneIsFree) {
  const testkit::TempDir dir;
  EXPECT_TRUE(check_data_directory(dir / "new").ok());
}

TEST(DataDirectory, OneOfANewerVersionHasItsOwnExitStatus) {
  const testkit::TempDir dir;
  MeshOptions options;
  options.data = dir.path() / "data";
  options.policy = policy::compile(default_policy()).value();
  ASSERT_TRUE(Mesh::open(options).ok());
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open((options.data / "escalon.db").c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "PRAGMA user_version = 99", nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
  const auto refused = check_data_directory(options.data);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, service::ExitCode::kDataOfNewerVersion);
  EXPECT_NE(refused.error().message.find("99"), std::string::npos) << refused.error().message;
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
