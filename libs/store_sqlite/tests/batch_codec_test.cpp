#include "escalon/store_sqlite/batch_codec.hpp"

#include <gtest/gtest.h>

#include <random>

namespace escalon::store_sqlite {
namespace {

journal::Record record_of(std::string body, std::string id) {
  journal::RecordHeader header;
  header.kind = journal::RecordKind::kDecision;
  header.stage = "sla";
  header.epoch = 4;
  header.seq = 9;
  header.id = std::move(id);
  header.keys = {"default/a"};
  return {std::move(header), std::move(body)};
}

std::string blob_of(int count) {
  std::string blob;
  for (int i = 0; i < count; ++i) {
    encode_record(blob,
                  record_of(std::string(static_cast<std::size_t>(i) * 50, 'x'), std::to_string(i)));
  }
  return blob;
}

TEST(BatchCodec, ReadsBackWhatItWrote) {
  const auto records = decode_records(blob_of(10), 100, 0);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    EXPECT_EQ((*records)[i].offset, 100 + i);
    EXPECT_EQ((*records)[i].record->body.size(), i * 50);
    EXPECT_EQ((*records)[i].record->header.id, std::to_string(i));
    EXPECT_EQ((*records)[i].record->header.epoch, 4U);
  }
}

TEST(BatchCodec, LeavesOutWhatIsBelowTheWantedOffset) {
  const auto records = decode_records(blob_of(10), 100, 107);
  ASSERT_TRUE(records.ok());
  ASSERT_EQ(records->size(), 3U);
  EXPECT_EQ(records->front().offset, 107U);
}

TEST(BatchCodec, SaysAtWhichOffsetARowEndsTooEarly) {
  const std::string blob = blob_of(3);
  const auto records = decode_records(std::string_view(blob).substr(0, blob.size() - 1), 100, 0);
  ASSERT_FALSE(records.ok());
  EXPECT_NE(records.error().message.find("offset 102"), std::string::npos)
      << records.error().message;
  EXPECT_NE(records.error().message.find("backup"), std::string::npos);
}

TEST(BatchCodec, SurvivesAnyBytes) {
  std::mt19937_64 random(7);
  for (int round = 0; round < 20'000; ++round) {
    std::string blob = blob_of(3);
    for (int change = 0; change < 3; ++change) {
      blob[random() % blob.size()] = static_cast<char>(random());
    }
    blob.resize(random() % (blob.size() + 1));
    (void)decode_records(blob, 0, 0);
  }
}

}  // namespace
}  // namespace escalon::store_sqlite
