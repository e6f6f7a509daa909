#include <algorithm>

#include "alert_story.hpp"
#include "case_kinds.hpp"
#include "escalon/notify/send_limit.hpp"

namespace escalon::conformance {
namespace {

constexpr int kMinutesMax = 100'000;

std::string text_of(std::vector<Told> told) {
  std::ranges::sort(told);
  std::string text;
  for (const auto& [minute, person] : told) {
    text += std::to_string(minute) + " " + person + "; ";
  }
  return text;
}

Result<Answer> notify_sequence(const CaseValue& value) {
  if (auto known =
          only_beside_words({"steps", "rules", "initial", "events", "until_min", "repeat"}, value);
      !known) {
    return known.error();
  }
  const auto got = tell_alert(value);
  if (!got) {
    return got.error();
  }
  std::vector<Told> expected;
  for (const CaseValue& told : value["expect"].elements()) {
    expected.emplace_back(static_cast<int>(told[0].number()), told[1].text());
  }
  return Answer{text_of(expected), text_of(*got)};
}

absl::Time minute(double number) {
  return absl::UnixEpoch() + absl::Minutes(number);
}

Result<Answer> throttle(const CaseValue& value) {
  std::vector<notify::SendLimit> limits;
  for (const CaseValue& rule : value["rules"].elements()) {
    if (auto known = only({"count", "per_min", "smooth"}, rule); !known) {
      return known.error();
    }
    limits.push_back({static_cast<int>(rule["count"].number()),
                      absl::Minutes(rule["per_min"].number()), rule["smooth"].truth()});
  }
  std::vector<absl::Time> sent;
  for (const CaseValue& at : value["sent_min"].elements()) {
    sent.push_back(minute(at.number()));
  }
  Answer answer;
  int now = 0;
  for (const CaseValue& next : value["expect_next_min"].elements()) {
    while (now < kMinutesMax && !notify::may_send(limits, sent, minute(now))) {
      ++now;
    }
    sent.push_back(minute(now));
    answer.expected += std::to_string(static_cast<int>(next.number())) + " ";
    answer.got += std::to_string(now) + " ";
  }
  return answer;
}

}  // namespace

std::map<std::string, Answerer> notify_kinds() {
  return {{"notify_sequence", notify_sequence}, {"throttle", throttle}};
}

}  // namespace escalon::conformance
