#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using escalation::CarePolicy;
using escalation::Wait;

/// A wait while it is read: its calendar is looked up when all of it is known.
struct WaitDraft {
  Wait wait;
  std::string calendar;
};

// What is promised is due `within` a time, what follows comes `after` one: the same value.
constexpr Field<WaitDraft> kPromiseFields[] = {
    {"within", Need::kRequired,
     [](const Cursor& at, WaitDraft& out) { read_duration(at, Zero::kRefused, out.wait.time); },
     "How long after a case is escalated or raised the customer hears at the latest."},
    {"calendar", Need::kOptional,
     [](const Cursor& at, WaitDraft& out) {
       read_reference(at, NameKind::kCalendar, out.calendar);
     },
     "Whose open time counts; around the clock without it."},
};

constexpr Field<WaitDraft> kAfterFields[] = {
    {"after", Need::kRequired,
     [](const Cursor& at, WaitDraft& out) { read_duration(at, Zero::kRefused, out.wait.time); },
     "How long after the escalation was settled."},
    {"calendar", Need::kOptional,
     [](const Cursor& at, WaitDraft& out) {
       read_reference(at, NameKind::kCalendar, out.calendar);
     },
     "Whose open time counts; around the clock without it."},
};

template <std::size_t kCount>
void read_wait(const Cursor& at, const Field<WaitDraft> (&fields)[kCount], const Draft& draft,
               Wait& out) {
  WaitDraft read;
  if (!read_fields(at, fields, read)) {
    return;
  }
  const auto found = draft.calendars.find(read.calendar);
  if (found != draft.calendars.end()) {
    read.wait.calendar = found->second;
  }
  out = std::move(read.wait);
}

// One person for every tenant, or a map of tenants, in which '*' is every other one.
void read_managers(const Cursor& at, Draft& out) {
  auto& managers = out.escalation.care.managers;
  std::string person;
  if (at.node().kind == Node::Kind::kScalar) {
    if (read_reference(at, NameKind::kPerson, person)) {
      managers.emplace("*", std::move(person));
    }
    return;
  }
  each_member(at, [&](const Cursor& entry) {
    if (read_reference(entry, NameKind::kPerson, person)) {
      managers.emplace(entry.name(), person);
    }
  });
}

constexpr Field<Draft> kCareFields[] = {
    {"promise", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_wait(at, kPromiseFields, out, out.escalation.care.promise);
     },
     "By when a customer is promised to hear; missed, the escalation is raised."},
    {"root_cause", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_wait(at, kAfterFields, out, out.escalation.care.root_cause);
     },
     "When who settled it is asked for a root cause that is missing."},
    {"follow_up", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_wait(at, kAfterFields, out, out.escalation.care.follow_up);
     },
     "When the customer is asked whether all is well."},
    {"survey", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       read_wait(at, kAfterFields, out, out.escalation.care.survey);
     },
     "When the customer is asked how they were served."},
    {"manager", Need::kOptional, &read_managers,
     "Who owns what the default route asks in vain: a person, or tenant to person with '*'."},
};

}  // namespace

void read_care(const Cursor& at, Draft& out) {
  read_fields(at, kCareFields, out);
}

}  // namespace escalon::policy
