#include "escalon/insight/case_text.hpp"

#include <gtest/gtest.h>

namespace escalon::insight {
namespace {

v1::CaseView late_case() {
  v1::CaseView view;
  view.set_tenant("default");
  view.set_case_id("c1");
  view.set_channel("chat");
  auto& clock = *view.add_clocks();
  clock.set_clock("first_response");
  clock.set_target("15m");
  clock.set_verdict("overdue");
  clock.set_breached_at("2023-11-15T12:15:00.000Z");
  clock.add_explanation("15 min of open time from 12:00 to 12:15");
  auto& escalation = *view.add_escalations();
  escalation.set_escalation_id("esc1");
  escalation.set_status("open");
  escalation.add_causes("sla_breach");
  auto& item = *view.add_timeline();
  item.set_at("2023-11-15T12:15:00.000Z");
  item.set_what("clock_breached");
  item.set_text("target 15m missed");
  item.set_cause("timer due");
  return view;
}

TEST(CaseText, ShowsClocksWithTheirSumsEscalationsAndCauses) {
  const std::string text = render_case(late_case(), {});
  for (const char* part :
       {"case c1, chat", "clock first_response overdue", "15 min of open time", "escalation esc1",
        "because of sla_breach", "clock_breached", "← timer due"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(CaseText, SaysOfASentimentThatMovesNoFurtherThatItIsSteady) {
  v1::CaseView view = late_case();
  view.set_sentiment(-0.5);
  EXPECT_NE(render_case(view, {}).find("sentiment -0.50, steady\n"), std::string::npos);
  view.set_sentiment_trend(-0.004);
  EXPECT_NE(render_case(view, {}).find("sentiment -0.50, steady\n"), std::string::npos);
  view.set_sentiment_trend(-0.3);
  EXPECT_NE(render_case(view, {}).find("sentiment -0.50, falling by 0.30\n"), std::string::npos);
  view.set_sentiment_trend(0.3);
  EXPECT_NE(render_case(view, {}).find("sentiment -0.50, rising by 0.30\n"), std::string::npos);
}

TEST(CaseText, ShowsInWhichTracesItLies) {
  v1::CaseView view = late_case();
  view.mutable_timeline(0)->set_trace_id("t1");
  EXPECT_NE(render_case(view, {}).find("\ntrace t1\n"), std::string::npos);
  for (const char* id : {"t2", "t1", "t3", "t4", "t5"}) {
    view.add_timeline()->set_trace_id(id);
  }
  EXPECT_NE(render_case(view, {}).find("\ntrace t1, t2, t3 and 2 more\n"), std::string::npos);
}

TEST(CaseText, ShowsTheEndsOfALongSumAndAllOfItWhenAskedTo) {
  v1::CaseView view = late_case();
  for (int i = 0; i < 40; ++i) {
    view.mutable_clocks(0)->add_explanation("period " + std::to_string(i));
  }
  const std::string text = render_case(view, {});
  EXPECT_NE(text.find("… 25 further lines"), std::string::npos) << text;
  EXPECT_NE(text.find("period 39"), std::string::npos);
  EXPECT_EQ(text.find("period 20"), std::string::npos);
  const std::string sums = render_sums(view, "first_response", {});
  EXPECT_NE(sums.find("period 20"), std::string::npos);
  EXPECT_EQ(sums.find("escalation"), std::string::npos) << "clocks alone";
  EXPECT_EQ(render_sums(view, "resolution", {}), "");
}

TEST(CaseText, HasColoursOnlyWhenAskedFor) {
  EXPECT_EQ(render_case(late_case(), {}).find('\033'), std::string::npos);
  EXPECT_NE(render_case(late_case(), {true, true}).find("\033[31m"), std::string::npos);
}

TEST(CaseText, ATerminalDoesNotObeyWhatACustomerWrote) {
  v1::TimelineItem item;
  item.set_text("\033[2J\nforged line");
  const std::string line = render_item(item, {});
  EXPECT_EQ(line.find('\033'), std::string::npos);
  EXPECT_EQ(line.find('\n'), std::string::npos);
}

}  // namespace
}  // namespace escalon::insight
