#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "draft.hpp"
#include "fields.hpp"
#include "read_channel.hpp"
#include "read_customer.hpp"
#include "read_quiet_hours.hpp"
#include "read_recipient.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using notify::NotifyPolicy;
using notify::NotifyRule;
using notify::RetryPolicy;

constexpr int kAttemptsMax = 100;

constexpr Field<RetryPolicy> kRetryFields[] = {
    {"attempts", Need::kOptional,
     [](const Cursor& at, RetryPolicy& out) {
       read_number(at, Range<int>{1, kAttemptsMax}, out.attempts);
     },
     "At most so many attempts, 1 to 100."},
    {"backoff_base", Need::kOptional,
     [](const Cursor& at, RetryPolicy& out) {
       read_duration(at, Zero::kRefused, out.backoff_base);
     },
     "Wait after the first failure; it doubles with each further one."},
    {"backoff_max", Need::kOptional,
     [](const Cursor& at, RetryPolicy& out) { read_duration(at, Zero::kRefused, out.backoff_max); },
     "The longest wait."},
    {"jitter", Need::kOptional,
     [](const Cursor& at, RetryPolicy& out) {
       read_number(at, Range<double>{0, 1}, out.jitter);
     },
     "0 to 1: waits are longer by up to this share."},
    {"give_up_after", Need::kOptional,
     [](const Cursor& at, RetryPolicy& out) {
       read_duration(at, Zero::kRefused, out.give_up_after);
     },
     "No attempt begins later than this."},
};

void read_event(const Cursor& at, NotifyRule& out) {
  std::string type;
  if (at.is_word("*")) {
    out.events.emplace_back("*");
  } else if (read_one_of(at, "event type", notify::event_types(), type)) {
    out.events.push_back(std::move(type));
  }
}

void read_listener(const Cursor& at, NotifyRule& out) {
  static constexpr std::array<std::string_view, 4> kWords{"owner_team", "asked", "subscribers",
                                                          "customer"};
  std::string text;
  if (read_recipient(at, kWords, "unknown recipient", text)) {
    out.recipients.push_back(std::move(text));
  }
}

void read_notification_kind(const Cursor& at, NotifyRule& out) {
  static constexpr std::array<std::string_view, 4> kWords{"update", "warning", "breach",
                                                          "customer"};
  static constexpr std::array kKinds{
      notification::v1::NOTIFICATION_KIND_UPDATE, notification::v1::NOTIFICATION_KIND_WARNING,
      notification::v1::NOTIFICATION_KIND_BREACH, notification::v1::NOTIFICATION_KIND_CUSTOMER};
  std::string word;
  if (read_one_of(at, "kind of notification", kWords, word)) {
    out.kind = kKinds[static_cast<std::size_t>(std::ranges::find(kWords, word) - kWords.begin())];
  }
}

constexpr Field<NotifyRule> kRuleFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, NotifyRule& out) { read_text(at, out.name); },
     "Unique."},
    {"on", Need::kRequired,
     [](const Cursor& at, NotifyRule& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_event(item, out); });
     },
     "Event types, as escalation.opened or sla.breached; '*' for all."},
    {"tell", Need::kRequired,
     [](const Cursor& at, NotifyRule& out) {
       each_item_or_one(at, [&](const Cursor& item) { read_listener(item, out); });
     },
     "person:NAME, team:NAME, owner_team, asked, subscribers or customer."},
    {"channel", Need::kOptional,
     [](const Cursor& at, NotifyRule& out) { read_reference(at, NameKind::kChannel, out.channel); },
     "The channel; each person's first method without it."},
    {"kind", Need::kOptional, &read_notification_kind, "update, warning, breach or customer."},
    {"subject", Need::kRequired,
     [](const Cursor& at, NotifyRule& out) { read_template_text(at, out.text.subject); },
     "One line to read first, with placeholders in braces."},
    {"body", Need::kOptional,
     [](const Cursor& at, NotifyRule& out) { read_template_text(at, out.text.body); },
     "The rest, with placeholders in braces."},
};

void read_rules(const Cursor& at, NotifyPolicy& out) {
  std::set<std::string, std::less<>> names;
  each_item(at, [&](const Cursor& item) {
    NotifyRule rule;
    if (!read_fields(item, kRuleFields, rule)) {
      return;
    }
    if (!rule.name.empty() && !names.insert(rule.name).second) {
      item.fail(cat("the name '", rule.name, "' is used by an earlier rule"),
                "give each rule a name of its own");
    }
    out.rules.push_back(std::move(rule));
  });
}

void read_channels(const Cursor& at, NotifyPolicy& out) {
  each_member(at, [&](const Cursor& entry) {
    entry.reading().names.define(NameKind::kChannel, std::string(entry.name()));
    notify::Channel channel;
    if (read_channel(entry, channel)) {
      out.channels.emplace(channel.name, std::move(channel));
    }
  });
}

constexpr Field<Draft> kNotificationFields[] = {
    {"channels", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_channels(at, out.notify); },
     "Ways out of the mesh, by name."},
    {"default_channel", Need::kOptional,
     [](const Cursor& at, Draft& out) {
       out.default_channel_given = true;
       read_reference(at, NameKind::kChannel, out.notify.default_channel);
     },
     "Channel of everybody and everything that names none; console without it."},
    {"retry", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_fields(at, kRetryFields, out.notify.retry); },
     "How often and when a failed attempt is made again."},
    {"quiet_hours", Need::kOptional, &read_quiet_hours,
     "When whom no channel is to disturb, but for what is urgent."},
    {"grouping", Need::kOptional, &read_grouping,
     "How long notices of one case to one recipient wait to be sent as one; not at all without "
     "it."},
    {"page", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.page); }, "Words of a page."},
    {"withdrawn", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.withdrawn); },
     "Words to those who were paged for something that is withdrawn."},
    {"customer", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_customer(at, out.notify.customer); },
     "What customers hear of an escalation: why, who and by when. Nothing without it."},
    {"feedback", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.feedback); },
     "Words to the agent who had the contact, when it is settled."},
    {"root_cause", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.root_cause); },
     "Words to who settled it without a root cause; when is care.root_cause."},
    {"answer", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.answer); },
     "Words to the agent whose request was approved or refused."},
    {"help", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.help); },
     "Words to a team that is asked to help."},
    {"rules", Need::kOptional, [](const Cursor& at, Draft& out) { read_rules(at, out.notify); },
     "Who hears of which event by which channel."},
    {"level", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.level); },
     "Words to those whom a level of a clock tells."},
    {"level_withdrawn", Need::kOptional,
     [](const Cursor& at, Draft& out) { read_template(at, out.notify.level_withdrawn); },
     "Words to them when the level is taken back."},
};

}  // namespace

void read_notifications(const Cursor& at, Draft& out) {
  read_fields(at, kNotificationFields, out);
}

void check_default_channel(Reading& reading, Draft& draft) {
  const std::string& name = draft.notify.default_channel;
  if (draft.default_channel_given || reading.names.defined(NameKind::kChannel, name)) {
    return;
  }
  if (!reading.names.any(NameKind::kChannel)) {
    reading.names.define(NameKind::kChannel, name);
    draft.notify.channels.emplace(name, notify::Channel{.name = name, .settings = {}});
    return;
  }
  reading.errors.push_back(Place{"", 0, 0, "notifications.default_channel"}.error(
      cat("missing, and there is no channel '", name, "'"),
      cat("name one of the channels, or add a channel ", name)));
}

}  // namespace escalon::policy
