#include "escalon/journal/decoded_record.hpp"

#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

namespace escalon::journal {
namespace {

using google::protobuf::StringValue;
using google::protobuf::Timestamp;

StringValue words(const std::string& text) {
  StringValue value;
  value.set_value(text);
  return value;
}

Record decision_of(const std::vector<std::string>& texts) {
  v1::JournalRecord body;
  body.mutable_decision()->set_decision_id("d1");
  for (const std::string& text : texts) {
    v1::Change& change = *body.mutable_decision()->add_changes();
    change.set_key("default/" + text);
    change.add_events(words(text).SerializeAsString());
  }
  Record record;
  record.header.kind = RecordKind::kDecision;
  record.body = body.SerializeAsString();
  return record;
}

std::string text_of(const DecodedEvent& event) {
  return dynamic_cast<const StringValue&>(*event.message).value();
}

TEST(DecodedRecord, IsParsedFromBytesWithTheIdsOfItsEvents) {
  const auto decoded = decode_record(decision_of({"a", "b"}), StringValue());
  ASSERT_TRUE(decoded);
  ASSERT_EQ((*decoded)->events.size(), 2U);
  EXPECT_EQ((*decoded)->events[1].key, Key("default/b"));
  EXPECT_EQ(text_of((*decoded)->events[1]), "b");
  EXPECT_EQ((*decoded)->events[1].id, event_id("d1", 1));
}

TEST(DecodedRecord, IsNotParsedAgainWhereItTravelsWithTheRecord) {
  Record record = decision_of({"a"});
  record.decoded = *decode_record(record, StringValue());
  EXPECT_EQ(*decode_record(record, StringValue()), record.decoded);
  EXPECT_EQ(decode_body(record), record.decoded);
}

TEST(DecodedRecord, OfAnotherTypeOfEventsIsParsedAnew) {
  Record record = decision_of({"a"});
  record.decoded = *decode_record(record, StringValue());
  const auto other = decode_record(record, google::protobuf::BytesValue());
  ASSERT_TRUE(other);
  EXPECT_NE(*other, record.decoded);
}

TEST(DecodedRecord, WithoutItsEventsIsCompletedForWhoNeedsThem) {
  Record record = decision_of({"a"});
  record.decoded = decode_body(record);
  ASSERT_TRUE(record.decoded->events.empty());
  EXPECT_EQ((*decode_record(record, StringValue()))->events.size(), 1U);
}

TEST(DecodedRecord, RefusesBytesThatAreNone) {
  Record record;
  record.body = "\xFF\xFF";
  EXPECT_FALSE(decode_record(record, StringValue()));
  EXPECT_EQ(decode_body(record), nullptr);
  v1::JournalRecord body;
  body.mutable_decision()->add_changes()->add_events("\xFF");
  record.body = body.SerializeAsString();
  const auto wrong = decode_record(record, Timestamp());
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().message.find("google.protobuf.Timestamp"), std::string::npos);
}

TEST(DecodedRecord, GivesAReaderTheEventThatItAsksFor) {
  const Record record = decision_of({"a"});
  const std::string bytes = words("from bytes").SerializeAsString();
  const auto whole = *decode_record(record, StringValue());
  StringValue scratch;
  EXPECT_EQ(event_as(*whole, 0, bytes, scratch)->value(), "a");
  EXPECT_EQ(event_as(*decode_body(record), 0, bytes, scratch)->value(), "from bytes");
  Timestamp other;
  EXPECT_EQ(event_as(*whole, 0, "\xFF", other), nullptr);
}

}  // namespace
}  // namespace escalon::journal
