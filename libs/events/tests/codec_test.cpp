#include "escalon/events/codec.hpp"

#include <gtest/gtest.h>

#include "escalon/command/v1/command.pb.h"

namespace escalon::events {
namespace {

std::string refusal_of(std::string_view text) {
  const auto parsed = parse_event_json(text);
  return parsed.ok() ? "" : parsed.error().message;
}

TEST(Json, MayNameFieldsEitherWay) {
  const auto snake = parse_event_json(R"({"contact_id": "c", "customer_message": {"text": "hi"}})");
  const auto camel = parse_event_json(R"({"contactId": "c", "customerMessage": {"text": "hi"}})");
  ASSERT_TRUE(snake.ok() && camel.ok());
  EXPECT_EQ(snake->SerializeAsString(), camel->SerializeAsString());
}

TEST(UnknownField, IsRefusedWithTheNearestKnownName) {
  EXPECT_EQ(refusal_of(R"({"chanel": "chat"})"),
            "chanel: there is no such field (did you mean 'channel'?)");
  EXPECT_EQ(refusal_of(R"({"customer_message": {"txt": "hi"}})"),
            "customer_message.txt: there is no such field (did you mean 'text'?)");
  EXPECT_EQ(refusal_of(R"({"zzz": 1})"), "zzz: there is no such field");
}

TEST(WrongType, IsNamedByItsPath) {
  EXPECT_NE(refusal_of(R"({"priority": "high"})").find("(priority): invalid value"),
            std::string::npos);
  EXPECT_NE(refusal_of(R"({"occurred_at": "yesterday"})").find("occurred_at"), std::string::npos);
}

TEST(UnparseableText, IsRefusedInOneLineWithoutItsWords) {
  const std::string refusal = refusal_of("{\"contact_id\": \"secret words\", }}");
  EXPECT_FALSE(refusal.empty());
  EXPECT_EQ(refusal.find('\n'), std::string::npos);
  EXPECT_EQ(refusal.find("secret"), std::string::npos);
  EXPECT_FALSE(refusal_of("").empty());
  EXPECT_FALSE(refusal_of("[1]").empty());
  EXPECT_FALSE(refusal_of("{} {}").empty());
  EXPECT_FALSE(refusal_of("{\"contact_id\": \"\xff\"}").empty());
}

TEST(TwoBodies, AreRefused) {
  EXPECT_NE(refusal_of(R"({"held": {}, "queued": {}})").find("body"), std::string::npos);
}

TEST(DeepNesting, IsRefusedAndNotFollowed) {
  std::string deep;
  for (int i = 0; i < 10'000; ++i) {
    deep += "{\"customer\":";
  }
  EXPECT_FALSE(refusal_of(deep).empty());
}

TEST(Json, IsOneLineWithTheNamesOfTheProto) {
  contact::v1::ContactEvent event;
  event.set_contact_id("c");
  event.mutable_customer_message()->set_text("two\nlines");
  EXPECT_EQ(to_json(event), R"({"contact_id":"c","customer_message":{"text":"two\nlines"}})");
}

TEST(Json, HasItsMapsInOrderWhateverTheirHistory) {
  contact::v1::ContactEvent event;
  for (const char* name : {"z", "a", "m"}) {
    (*event.mutable_attributes())[name] = "\x01<\"";
    (*event.mutable_due())[name].set_seconds(1);
  }
  event.mutable_occurred_at()->set_nanos(1'500'000);
  event.mutable_transcript_segment()->set_offset_ms(5);
  EXPECT_EQ(to_json(event), R"({"occurred_at":"1970-01-01T00:00:00.001500Z",)"
                            R"("due":{"a":"1970-01-01T00:00:01Z","m":"1970-01-01T00:00:01Z",)"
                            R"("z":"1970-01-01T00:00:01Z"},)"
                            R"("attributes":{"a":"\u0001<\"","m":"\u0001<\"","z":"\u0001<\""},)"
                            R"("transcript_segment":{"offset_ms":"5"}})");
}

TEST(Binary, IsRefusedWhereATextIsNotUtf8) {
  contact::v1::ContactEvent event;
  event.set_contact_id("abc");
  std::string bytes = event.SerializeAsString();
  EXPECT_TRUE(parse_event_binary(bytes).ok());
  bytes[3] = '\xff';
  EXPECT_FALSE(parse_event_binary(bytes).ok());
  EXPECT_FALSE(parse_event_binary("\x22\x10x").ok());
}

TEST(Command, IsReadByTheSameRules) {
  command::v1::Command command;
  const Status parsed = parse_json(R"({"comand_id": "1"})", command);
  ASSERT_FALSE(parsed.ok());
  EXPECT_NE(parsed.error().message.find("(did you mean 'command_id'?)"), std::string::npos);
}

}  // namespace
}  // namespace escalon::events
