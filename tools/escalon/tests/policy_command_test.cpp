#include <gtest/gtest.h>

#include <cstdlib>

#include "escalon/events/codec.hpp"
#include "escalon/policy/v1/policy.pb.h"
#include "escalon/testkit/temp_dir.hpp"
#include "fake_mesh.hpp"

namespace escalon::cli {
namespace {

TEST(PolicyPublish, SendsEveryFileOfTheFolder) {
  const testkit::TempDir dir;
  dir.write("policy.yaml", "name: small\n");
  dir.write("teams.yaml", "teams: {supervisors: {}}\n");
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"policy", "publish", dir.path().string()}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 1U);
  policy::v1::PolicySnapshot snapshot;
  ASSERT_TRUE(events::parse_json(mesh.bodies[0], snapshot).ok());
  ASSERT_EQ(snapshot.files_size(), 2);
  EXPECT_EQ(snapshot.files(1).name(), "teams.yaml");
  EXPECT_EQ(snapshot.files(1).content(), "teams: {supervisors: {}}\n");
}

TEST(PolicyPublish, SendsNothingThatIsWrong) {
  const testkit::TempDir dir;
  dir.write("policy.yaml", "teems: {}\n");
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"policy", "publish", dir.path().string()}),
            service::ExitCode::kConfiguration);
  EXPECT_TRUE(mesh.bodies.empty());
}

TEST(ReadingCommands, AskInsightWhereItIsNamed) {
  const auto address = [] {
    CLI::App app("test", "escalon");
    std::string to = "default";
    add_reading_to_option(app, to);
    app.parse(std::vector<std::string>{});
    return to;
  };
  ::unsetenv("ESCALON_TO");
  ::unsetenv("ESCALON_INSIGHT");
  EXPECT_EQ(address(), "default");
  ::setenv("ESCALON_TO", "intake:1", 1);
  EXPECT_EQ(address(), "intake:1");
  ::setenv("ESCALON_INSIGHT", "insight:2", 1);
  EXPECT_EQ(address(), "insight:2");
  ::unsetenv("ESCALON_TO");
  ::unsetenv("ESCALON_INSIGHT");
}

}  // namespace
}  // namespace escalon::cli
