#include "escalon/service/logging.hpp"

#include <gtest/gtest.h>

namespace escalon::service {
namespace {

TEST(LogLine, CarriesCaseAndEventAsFields) {
  EXPECT_EQ(format_log_line(false, "info", "breached", {{"case", "default/c1"}, {"event", "e1"}}),
            "breached  case=default/c1  event=e1");
}

TEST(LogLine, AsJsonQuotesWhatNeedsIt) {
  EXPECT_EQ(format_log_line(true, "error", "say \"no\"", {{"case", "a\nb"}}),
            R"("level":"error","message":"say \"no\"","case":"a\nb"})");
}

TEST(LogLine, AValueWithALineBreakForgesNoSecondLine) {
  EXPECT_EQ(format_log_line(false, "info", "refused", {{"id", "x\n12:00 error all is lost"}}),
            "refused  id=x 12:00 error all is lost");
}

TEST(Logging, RefusesALevelThatDoesNotExist) {
  EXPECT_FALSE(start_logging({false, "loud"}).ok());
  EXPECT_TRUE(start_logging({false, "warning"}).ok());
}

}  // namespace
}  // namespace escalon::service
