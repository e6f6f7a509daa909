#include "read_customer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "escalon/base/suggest.hpp"
#include "escalon/notify/notify_policy.hpp"
#include "text.hpp"
#include "values.hpp"
#include "vocabulary.hpp"

namespace escalon::policy {
namespace {

using notify::CustomerNotices;
using notify::Template;

constexpr Field<Template> kTemplateFields[] = {
    {"subject", Need::kRequired,
     [](const Cursor& at, Template& out) { read_template_text(at, out.subject); },
     "One line to read first, with placeholders in braces."},
    {"body", Need::kRequired,
     [](const Cursor& at, Template& out) { read_template_text(at, out.body); },
     "The rest, with placeholders in braces."},
};

void read_channels(const Cursor& at, CustomerNotices& out) {
  each_member(at, [&](const Cursor& entry) {
    std::string channel;
    if (read_reference(entry, NameKind::kChannel, channel)) {
      out.channels.emplace(entry.name(), std::move(channel));
    }
  });
}

void read_reasons(const Cursor& at, CustomerNotices& out) {
  each_member(at, [&](const Cursor& entry) {
    std::string words;
    if (std::ranges::find(causes(), entry.name()) == causes().end()) {
      entry.fail_at_key(
          cat("there is no cause '", entry.name(), "'", did_you_mean(entry.name(), causes())),
          cat("use one of: ", list_of(causes())));
    } else if (read_text(entry, words)) {
      out.reasons.emplace(entry.name(), std::move(words));
    }
  });
}

void read_names(const Cursor& at, CustomerNotices& out) {
  each_member(at, [&](const Cursor& entry) {
    std::string words;
    at.reading().names.refer(NameKind::kTeam, std::string(entry.name()), entry.key_place());
    if (read_text(entry, words)) {
      out.names.emplace(entry.name(), std::move(words));
    }
  });
}

void read_zone(const Cursor& at, CustomerNotices& out) {
  std::string name;
  read_time_zone(at, name, out.zone);
}

constexpr Field<CustomerNotices> kCustomerFields[] = {
    {"channel", Need::kRequired,
     [](const Cursor& at, CustomerNotices& out) {
       read_reference(at, NameKind::kChannel, out.channel);
     },
     "Channel for customers without a preferred one, or with one that is not listed."},
    {"channels", Need::kOptional, &read_channels,
     "The customer's preferred channel to the channel of notifications.channels."},
    {"reasons", Need::kOptional, &read_reasons, "Cause to the words that {why} tells."},
    {"names", Need::kOptional, &read_names, "Team to the words that {who} tells."},
    {"zone", Need::kOptional, &read_zone, "Time zone in which {promised} is told; UTC without it."},
    {"opened", Need::kOptional,
     [](const Cursor& at, CustomerNotices& out) { read_template(at, out.opened); },
     "Words when the case is escalated."},
    {"raised", Need::kOptional,
     [](const Cursor& at, CustomerNotices& out) { read_template(at, out.raised); },
     "Words when it is raised."},
    {"resolved", Need::kOptional,
     [](const Cursor& at, CustomerNotices& out) { read_template(at, out.resolved); },
     "Words when it is settled."},
    {"follow_up", Need::kOptional,
     [](const Cursor& at, CustomerNotices& out) { read_template(at, out.follow_up); },
     "Words of the follow-up; when is care.follow_up."},
    {"survey", Need::kOptional,
     [](const Cursor& at, CustomerNotices& out) { read_template(at, out.survey); },
     "Words of the survey; when is care.survey."},
};

}  // namespace

void read_customer(const Cursor& at, CustomerNotices& out) {
  read_fields(at, kCustomerFields, out);
}

void read_template(const Cursor& at, Template& out) {
  read_fields(at, kTemplateFields, out);
}

void read_template_text(const Cursor& at, std::string& out) {
  std::string text;
  if (!read_text(at, text)) {
    return;
  }
  if (const Status checked = notify::check_template(text); !checked) {
    fail_with(at, checked.error().message);
    return;
  }
  out = std::move(text);
}

}  // namespace escalon::policy
