#include <gtest/gtest.h>

#include <algorithm>

#include "escalon/testkit/temp_dir.hpp"
#include "fake_mesh.hpp"

namespace escalon::cli {
namespace {

std::string events(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += R"({"event_id":"e)" + std::to_string(i) +
            R"(","contact_id":"c1","channel":"chat","started":{}})" + "\n";
  }
  return text;
}

std::int64_t lines(const std::string& body) {
  return std::count(body.begin(), body.end(), '\n');
}

TEST(Publish, SendsAFileInBatches) {
  const testkit::TempDir dir;
  FakeMesh mesh;
  const auto file = dir.write("events.jsonl", events(1200));
  EXPECT_EQ(mesh.run({"publish", file.string()}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 3U);
  EXPECT_EQ(lines(mesh.bodies[0]) + lines(mesh.bodies[1]) + lines(mesh.bodies[2]), 1200);
}

TEST(Publish, GoesOnAfterWhatIsDurable) {
  const testkit::TempDir dir;
  FakeMesh mesh;
  const auto file = dir.write("events.jsonl", events(10));
  EXPECT_EQ(mesh.run({"publish", file.string(), "--skip", "7"}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 1U);
  EXPECT_EQ(lines(mesh.bodies[0]), 3);
  EXPECT_NE(mesh.bodies[0].find("\"e7\""), std::string::npos);
}

TEST(Publish, TriesAgainWhileTheMeshIsFull) {
  const testkit::TempDir dir;
  FakeMesh mesh;
  mesh.answers = {{429, R"({"error":{"message":"full"}})"}};
  const auto file = dir.write("events.jsonl", events(3));
  EXPECT_EQ(mesh.run({"publish", file.string()}), service::ExitCode::kDone);
  EXPECT_EQ(mesh.bodies.size(), 2U);
}

TEST(Publish, PassesOverABadLineAndSaysSo) {
  const testkit::TempDir dir;
  FakeMesh mesh;
  const auto file = dir.write("events.jsonl", events(2) + "nonsense\n" + events(1));
  EXPECT_EQ(mesh.run({"publish", file.string()}), service::ExitCode::kFailed);
  ASSERT_EQ(mesh.bodies.size(), 1U);
  EXPECT_EQ(lines(mesh.bodies[0]), 3);
}

TEST(Publish, StopsAtARefusalWithWhereToGoOn) {
  const testkit::TempDir dir;
  FakeMesh mesh;
  mesh.answers = {{400, R"({"error":{"message":"line 1: channel"}})"}};
  const auto file = dir.write("events.jsonl", events(2));
  EXPECT_EQ(mesh.run({"publish", file.string()}), service::ExitCode::kFailed);
  EXPECT_EQ(mesh.run({"publish", (dir / "absent.jsonl").string()}),
            service::ExitCode::kUnavailable);
}

}  // namespace
}  // namespace escalon::cli
