#include "webhook_transfer.hpp"

#include <gtest/gtest.h>

namespace escalon::notification {
namespace {

TEST(WebhookTransfer, AnAnswerCountsThoughAnotherAddressOfTheHostIsPrivate) {
  const Attempted attempted = judge({.status = 200, .blocked = true});
  EXPECT_TRUE(attempted.delivered);
  EXPECT_EQ(attempted.answer, "200");
  EXPECT_FALSE(judge({.status = 503, .blocked = true}).permanent) << "it may pass";
}

TEST(WebhookTransfer, WithoutAnAnswerIsPermanentOnlyWhereNoAddressIsAllowed) {
  EXPECT_TRUE(judge({.blocked = true}).permanent);
  const Attempted failed = judge({.failure = "Timeout was reached"});
  EXPECT_FALSE(failed.permanent);
  EXPECT_EQ(failed.answer, "Timeout was reached");
}

}  // namespace
}  // namespace escalon::notification
