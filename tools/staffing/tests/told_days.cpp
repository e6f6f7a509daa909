#include "told_days.hpp"

#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::staffing {

absl::Time at(int seconds) {
  return kNine + absl::Seconds(seconds);
}

Call served(const std::string& id, int arrived, int waited, int service) {
  Call call = gave_up(id, arrived, waited);
  call.service = absl::Seconds(service);
  return call;
}

Call gave_up(const std::string& id, int arrived, int waited) {
  return {.case_id = id, .arrived = at(arrived), .priority = 3, .waited = absl::Seconds(waited)};
}

Day day_of(std::vector<Call> calls) {
  return {.date = "1999-02-01",
          .calls = std::move(calls),
          .presences = {{"ann", kNine - absl::Hours(1), kNine + absl::Hours(8)}}};
}

ToldDays& ToldDays::line(const std::string& case_id, absl::Time when, const std::string& rest) {
  text_ += R"({"caseId":")" + case_id + R"(","channel":"voice","occurredAt":")" +
           format_instant(when) + "\"," + rest + "}\n";
  return *this;
}

ToldDays& ToldDays::arrives(const std::string& case_id, absl::Time when, const std::string& queue) {
  return line(case_id, when, R"("priority":2,"queue":")" + queue + R"(","queued":{})");
}

ToldDays& ToldDays::answered(const std::string& case_id, absl::Time when,
                             const std::string& agent) {
  return line(case_id, when, R"("agent":")" + agent + R"(","agentJoined":{})");
}

ToldDays& ToldDays::gives_up(const std::string& case_id, absl::Time when) {
  return line(case_id, when, R"("dequeued":{"outcome":"abandoned"})");
}

ToldDays& ToldDays::ends(const std::string& case_id, absl::Time when) {
  return line(case_id, when, R"("ended":{})");
}

}  // namespace escalon::staffing
