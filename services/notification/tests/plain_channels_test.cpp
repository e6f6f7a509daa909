#include <gtest/gtest.h>

#include <sstream>

#include "escalon/notification/channel_executor.hpp"
#include "escalon/notification/delivery_channel.hpp"
#include "escalon/testkit/temp_dir.hpp"

namespace escalon::notification {
namespace {

Delivery page(const std::string& id) {
  Delivery delivery;
  delivery.message_id = id;
  delivery.planned.set_recipient("mia");
  delivery.planned.set_subject("angry\ncustomer\033[2J");
  delivery.planned.set_type("escalation.opened");
  return delivery;
}

TEST(ConsoleChannel, WritesForPeopleAndObeysNoControlCharacters) {
  std::ostringstream out;
  EXPECT_TRUE(make_console_channel(out)->deliver(page("n1")).delivered);
  EXPECT_NE(out.str().find("to mia: angry customer [2J"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find('\033'), std::string::npos);
}

TEST(FileChannel, AppendsALineADelivery) {
  const testkit::TempDir dir;
  const auto file = make_file_channel(dir / "told.jsonl");
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->deliver(page("n1")).delivered);
  EXPECT_TRUE((*make_file_channel(dir / "told.jsonl"))->deliver(page("n2")).delivered);
  const std::string text = dir.read("told.jsonl");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
  EXPECT_EQ(text.rfind(R"({"id":"n1","type":"escalation.opened")", 0), 0U) << text;
}

TEST(FileChannel, AFileThatCannotBeWrittenIsSaidWithTheRemedy) {
  const auto refused = make_file_channel("/no/such/folder/told.jsonl");
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("check the folder"), std::string::npos);
}

TEST(MakeChannels, NamesTheChannelAndTheSettingThatIsWrong) {
  notify::NotifyPolicy policy;
  policy.channels["chat"] = {
      "chat", notify::Channel::Kind::kWebhook, {{"url", "ftp://example.com/"}}};
  const auto refused = make_channels(policy, {});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message.rfind("notifications.channels.chat.url", 0), 0U)
      << refused.error().message;
}

TEST(MakeChannels, MakesEveryKindAndReadsTheSecretFromItsFile) {
  const testkit::TempDir dir;
  const auto secret = dir.write("secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  notify::NotifyPolicy policy;
  policy.channels["console"] = {"console", notify::Channel::Kind::kConsole, {}};
  policy.channels["log"] = {"log", notify::Channel::Kind::kFile, {{"path", "told.jsonl"}}};
  policy.channels["chat"] = {
      "chat",
      notify::Channel::Kind::kWebhook,
      {{"url", "https://example.com/"}, {"secret_file", secret.string()}, {"timeout", "3s"}}};
  ChannelEnvironment environment;
  environment.data_directory = dir.path();
  const auto channels = make_channels(policy, environment);
  ASSERT_TRUE(channels.ok()) << channels.error().message;
  EXPECT_EQ(channels->size(), 3U);
  policy.channels["chat"].settings["secret_file"] = "/no/such/file";
  EXPECT_FALSE(make_channels(policy, environment).ok());
}

}  // namespace
}  // namespace escalon::notification
