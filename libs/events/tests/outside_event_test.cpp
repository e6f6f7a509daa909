#include "escalon/events/outside_event.hpp"

#include <gtest/gtest.h>

#include "absl/strings/escaping.h"
#include "escalon/events/codec.hpp"

namespace escalon::events {
namespace {

using contact::v1::ContactEvent;
using Headers = std::vector<std::pair<std::string, std::string>>;

const std::string kJson =
    R"({"contact_id":"c1","channel":"chat","customer_message":{"text":"hello"}})";

class OutsideEvent : public testing::Test {
 protected:
  static ContactEvent event() { return *parse_event_json(kJson); }
  static Headers cloud(const std::string& content_type) {
    return {{"ce_specversion", "1.0"},
            {"ce_id", "17"},
            {"ce_source", "//desk/eu"},
            {"ce_type", "com.example.contact"},
            {"content-type", content_type}};
  }
  static Headers with(Headers headers, const std::string& name, const std::string& value) {
    headers.emplace_back(name, value);
    return headers;
  }
  static Headers without(Headers headers, const std::string& name) {
    std::erase_if(headers, [&](const auto& one) { return one.first == name; });
    return headers;
  }
  static std::string structured(const std::string& rest) {
    return R"({"specversion":"1.0","id":"17","source":"//desk/eu","type":"t",)" + rest + "}";
  }
  static ContactEvent read(const Headers& headers, const std::string& value) {
    auto parsed = parse_outside_event(headers, value);
    EXPECT_TRUE(parsed.ok()) << (parsed.ok() ? "" : parsed.error().message);
    return parsed.ok() ? *std::move(parsed) : ContactEvent();
  }
  static std::string refusal(const Headers& headers, const std::string& value) {
    const auto parsed = parse_outside_event(headers, value);
    return parsed.ok() ? "" : parsed.error().message;
  }
  static void expect_says(const std::string& text, const std::string& part) {
    EXPECT_NE(text.find(part), std::string::npos) << text;
  }

  const Headers structured_mode_{{"content-type", "application/cloudevents+json; charset=UTF-8"}};
};

TEST_F(OutsideEvent, AloneIsJsonOrProtobuf) {
  EXPECT_EQ(to_json(read({}, kJson)), to_json(event()));
  EXPECT_EQ(to_json(read({}, to_binary(event()))), to_json(event()));
  EXPECT_EQ(to_json(read({{"content-type", "application/protobuf"}}, to_binary(event()))),
            to_json(event()));
  EXPECT_EQ(to_json(read({{"content-type", "Application/JSON; charset=UTF-8"}}, kJson)),
            to_json(event()));
}

TEST_F(OutsideEvent, InBinaryModeTakesFromItsEnvelopeWhatItLeavesOut) {
  const Headers headers = with(cloud("application/json"), "ce_time", "2026-03-01T09:00:00.5Z");
  const ContactEvent read_back = read(headers, kJson);
  EXPECT_EQ(read_back.event_id().size(), 32U);
  EXPECT_EQ(read_back.source(), "//desk/eu");
  EXPECT_EQ(read_back.contact_id(), "c1");
  EXPECT_EQ(read_back.occurred_at().seconds(), 1'772'355'600);
  EXPECT_EQ(read_back.occurred_at().nanos(), 500'000'000);
}

TEST_F(OutsideEvent, WhatItSaysItselfWins) {
  ContactEvent own = event();
  own.set_event_id("mine");
  own.set_source("me");
  own.mutable_occurred_at()->set_seconds(5);
  const Headers headers = with(with(cloud("application/protobuf"), "ce_subject", "s"), "ce_time",
                               "2026-03-01T09:00:00Z");
  EXPECT_EQ(to_json(read(headers, to_binary(own))), to_json(own));
}

TEST_F(OutsideEvent, TwoSourcesMayUseTheSameIdAndARepetitionHasItsOwn) {
  const Headers headers = cloud("application/json");
  const std::string id = read(headers, kJson).event_id();
  EXPECT_EQ(read(headers, kJson).event_id(), id);
  EXPECT_NE(read(with(without(headers, "ce_source"), "ce_source", "//desk/us"), kJson).event_id(),
            id);
  EXPECT_NE(read(with(without(headers, "ce_id"), "ce_id", "18"), kJson).event_id(), id);
}

TEST_F(OutsideEvent, IsTheSameInBothModes) {
  const std::string id = read(cloud("application/json"), kJson).event_id();
  EXPECT_EQ(read(structured_mode_, structured(R"("data":)" + kJson)).event_id(), id);
  const std::string encoded = absl::Base64Escape(to_binary(event()));
  const ContactEvent bytes =
      read(structured_mode_, structured(R"("datacontenttype":"application/protobuf",)"
                                        R"("subject":"c9","data_base64":")" +
                                        encoded + "\""));
  EXPECT_EQ(bytes.event_id(), id);
  EXPECT_EQ(bytes.contact_id(), "c1") << "the event's own";
}

TEST_F(OutsideEvent, TakesItsContactFromTheSubject) {
  const std::string text = R"({"channel":"chat","customer_message":{"text":"hello"}})";
  EXPECT_EQ(read(with(cloud("application/json"), "ce_subject", "c7"), text).contact_id(), "c7");
}

TEST_F(OutsideEvent, AnEnvelopeThatIsNotWholeIsRefused) {
  for (const std::string name : {"id", "source", "type"}) {
    expect_says(refusal(without(cloud("application/json"), "ce_" + name), kJson), name + ": ");
  }
  expect_says(
      refusal(with(without(cloud("application/json"), "ce_specversion"), "ce_specversion", "0.3"),
              kJson),
      "specversion: must be 1.0");
  expect_says(refusal(with(cloud("application/json"), "ce_time", "yesterday"), kJson), "time: ");
  expect_says(refusal(with(without(cloud("application/json"), "ce_id"), "ce_id", "\xff"), kJson),
              "id: must be UTF-8");
}

TEST_F(OutsideEvent, WhatIsNoEventIsRefusedWithoutTheCustomersWords) {
  const std::string whole = to_binary(event());
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    const std::string why = refusal({}, whole.substr(0, cut));
    EXPECT_EQ(why.find("hello"), std::string::npos) << why;
  }
  expect_says(refusal({}, whole.substr(0, whole.size() - 1)), "not a ContactEvent");
  expect_says(refusal({}, R"({"contact":"hello"})"), "there is no such field");
  expect_says(refusal({{"content-type", "text/plain"}}, "hello"), "content-type: ");
  expect_says(refusal({{"content-type", "application/cloudevents+avro"}}, "x"), "+json");
  expect_says(refusal(structured_mode_, "{"), "not a CloudEvent in JSON");
  expect_says(refusal(structured_mode_, structured(R"("data":"hello")")), "data: must be");
  expect_says(refusal(structured_mode_, structured(R"("x":1)")), "data: ");
}

TEST_F(OutsideEvent, FieldsThatOnlyANewerProgramKnowsArePassedOn) {
  ContactEvent newer = event();
  newer.GetReflection()->MutableUnknownFields(&newer)->AddLengthDelimited(9'999, "later");
  EXPECT_EQ(to_binary(read({}, to_binary(newer))), to_binary(newer));
}

}  // namespace
}  // namespace escalon::events
