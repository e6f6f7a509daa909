#include "mesh_client.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace escalon::cli {
namespace {

TEST(EventSplitter, HandsOutEachEventWhateverTheChunks) {
  EventSplitter splitter;
  std::vector<std::string> taken;
  const auto take = [&](const std::string& data) {
    taken.push_back(data);
    return true;
  };
  for (const char* chunk :
       {": watching\n\nid: 1\nda", "ta: {\"a\":1}\n", "\ndata: two\n\n", ": \n\n"}) {
    EXPECT_TRUE(splitter.add(chunk, take));
  }
  EXPECT_EQ(taken, (std::vector<std::string>{"{\"a\":1}", "two"}));
}

TEST(EventSplitter, StopsWhenItIsTold) {
  EventSplitter splitter;
  EXPECT_FALSE(
      splitter.add("data: one\n\ndata: two\n\n", [](const std::string&) { return false; }));
}

TEST(EncodePart, KeepsWhatIsSafeAndEncodesTheRest) {
  EXPECT_EQ(encode_part("c1-._~"), "c1-._~");
  EXPECT_EQ(encode_part("a b/ü"), "a%20b%2F%C3%BC");
}

TEST(ErrorMessage, IsTakenFromTheErrorBody) {
  EXPECT_EQ(error_message_of(R"({"error":{"code":400,"message":"channel is missing"}})"),
            "channel is missing");
  EXPECT_EQ(error_message_of("gateway says no"), "gateway says no");
}

TEST(MeshClient, SaysHowToStartAMeshWhereNoneAnswers) {
  MeshClient client("127.0.0.1:1");
  const auto answer = client.get("/readyz");
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, Error::Kind::kUnavailable);
  EXPECT_NE(answer.error().message.find("escalon up"), std::string::npos);
}

}  // namespace
}  // namespace escalon::cli
