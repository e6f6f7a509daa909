#include "load.hpp"

#include <sys/resource.h>

#include <string>

namespace escalon::bench {
namespace {

std::string text_of(int case_number, int event_number) {
  const bool escalates = case_number % 20 == 0 && event_number == 3;
  std::string text = escalates ? "I want to speak to a manager. "
                               : "Where is the parcel that I ordered last week? ";
  while (text.size() < kTextBytes) {
    text += "It was to come on Tuesday and the driver did not ring at number ";
  }
  text.resize(kTextBytes);
  return text;
}

}  // namespace

contact::v1::ContactEvent event_of(int case_number, int event_number) {
  contact::v1::ContactEvent event;
  event.set_case_id("bench-" + std::to_string(case_number));
  event.set_contact_id(event.case_id());
  event.set_event_id(event.case_id() + "-" + std::to_string(event_number));
  event.set_channel("chat");
  if (event_number == kEventsOfCase - 1) {
    event.mutable_ended();
  } else if (event_number % 3 == 1) {
    event.mutable_agent_message()->set_text(text_of(1, event_number));
  } else {
    event.mutable_customer_message()->set_text(text_of(case_number, event_number));
  }
  return event;
}

double cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

}  // namespace escalon::bench
