#include "escalon/notification/webhook_signature.hpp"

#include <gtest/gtest.h>

namespace escalon::notification {
namespace {

TEST(WebhookSignature, MatchesTheVectorOfStandardWebhooks) {
  const auto secret = decode_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(
      sign_webhook(*secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignature, MatchesOurOwnVector) {
  const auto secret = decode_webhook_secret("whsec_ZXNjYWxhdGlvbi1tZXNoLXRlc3Qtc2VjcmV0LTAx");
  ASSERT_TRUE(secret.ok());
  EXPECT_EQ(sign_webhook(*secret, "evt_01", 1700000000, R"({"type":"contact.escalated.v1"})"),
            "v1,PK6OVxsvTeOUBcGXI/pQmhec7DO1TW/BsRI1oybsPwQ=");
}

TEST(WebhookSecret, ThePrefixIsOptional) {
  EXPECT_EQ(*decode_webhook_secret("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            *decode_webhook_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
}

TEST(WebhookSecret, OneThatIsTooShortOrNotBase64IsRefusedWithTheRemedy) {
  for (const char* shown : {"", "whsec_c2hvcnQ=", "whsec_!!!"}) {
    const auto secret = decode_webhook_secret(shown);
    ASSERT_FALSE(secret.ok()) << shown;
    EXPECT_NE(secret.error().message.find("urandom"), std::string::npos);
  }
}

}  // namespace
}  // namespace escalon::notification
