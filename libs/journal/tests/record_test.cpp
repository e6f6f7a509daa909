#include "escalon/journal/record.hpp"

#include <gtest/gtest.h>

namespace escalon::journal {
namespace {

RecordHeader full_header() {
  RecordHeader header;
  header.kind = RecordKind::kDecision;
  header.stage = "sla";
  header.epoch = 300;
  header.seq = 1ULL << 40U;
  header.id = "0123456789abcdef0123456789abcdef";
  header.keys = {"default/case-1", ""};
  header.destinations = {{"team", 11}};
  header.plain = {{{"contact.events", 7}, 123456789}};
  header.traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  return header;
}

TEST(RecordHeader, IsReadBackAsItWasWritten) {
  const RecordHeader written = full_header();
  const auto read = decode_header(encode_header(written));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->kind, written.kind);
  EXPECT_EQ(read->stage, written.stage);
  EXPECT_EQ(read->epoch, written.epoch);
  EXPECT_EQ(read->seq, written.seq);
  EXPECT_EQ(read->id, written.id);
  EXPECT_EQ(read->keys, written.keys);
  EXPECT_EQ(read->destinations, written.destinations);
  EXPECT_EQ(read->plain, written.plain);
  EXPECT_EQ(read->traceparent, written.traceparent);
}

TEST(RecordHeader, RefusesEveryTruncationAndSaysWhere) {
  const std::string bytes = encode_header(full_header());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto read = decode_header(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_NE(read.error().message.find("at byte"), std::string::npos);
  }
}

TEST(RecordHeader, RefusesAnAbsurdCountWithoutAskingForTheMemory) {
  std::string bytes = encode_header(RecordHeader{});
  bytes[bytes.size() - 3] = '\x7f';
  EXPECT_FALSE(decode_header(bytes));
}

TEST(Destination, IsFoundByStageAndPartition) {
  const RecordHeader header = full_header();
  EXPECT_TRUE(concerns(header, "team", 11));
  EXPECT_FALSE(concerns(header, "team", 1));
  EXPECT_FALSE(concerns(header, "sla", 11));
}

}  // namespace
}  // namespace escalon::journal
