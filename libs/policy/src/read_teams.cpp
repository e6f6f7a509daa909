#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "read_team.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using notify::ContactMethod;

constexpr std::size_t kMethodsMax = 20;

constexpr Field<ContactMethod> kMethodFields[] = {
    {"channel", Need::kRequired,
     [](const Cursor& at, ContactMethod& out) {
       read_reference(at, NameKind::kChannel, out.channel);
     },
     "A channel of notifications.channels."},
    {"after", Need::kOptional,
     [](const Cursor& at, ContactMethod& out) { read_duration(at, Zero::kAllowed, out.after); },
     "How long after the page began this is tried, if nobody has acknowledged by then."},
};

// `console`, or `{channel: console, after: 2m}`.
void read_method(const Cursor& at, std::vector<ContactMethod>& out) {
  ContactMethod method;
  if (at.node().kind == Node::Kind::kScalar ? read_reference(at, NameKind::kChannel, method.channel)
                                            : read_fields(at, kMethodFields, method)) {
    out.push_back(std::move(method));
  }
}

constexpr Field<std::vector<ContactMethod>> kContactFields[] = {
    {"methods", Need::kRequired,
     [](const Cursor& at, std::vector<ContactMethod>& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_method(item, out); });
       if (out.size() > kMethodsMax) {
         at.fail("more than 20 methods", "leave some out");
       }
     },
     "How the person is reached, in the order in which it is tried."},
};

constexpr Field<queue::QueuePolicy> kQueueFields[] = {
    {"capacity", Need::kOptional,
     [](const Cursor& at, queue::QueuePolicy& out) { read_capacity(at, out.default_capacity); },
     "How many escalations at once where neither person nor team says."},
    {"anyone_may_join", Need::kOptional,
     [](const Cursor& at, queue::QueuePolicy& out) { read_flag(at, out.anyone_may_join); },
     "False: only listed people may say that they are present."},
};

}  // namespace

void read_teams(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_team(entry, out); });
}

void read_people(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) {
    at.reading().names.define(NameKind::kPerson, std::string(entry.name()));
    std::vector<ContactMethod> methods;
    if (read_fields(entry, kContactFields, methods)) {
      out.notify.people.emplace(entry.name(), std::move(methods));
    }
  });
}

void read_queue(const Cursor& at, Draft& out) {
  read_fields(at, kQueueFields, out.queue);
}

}  // namespace escalon::policy
