#include "questions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "function_library.hpp"
#include "timer_rows.hpp"

namespace escalon::view_redis {
namespace {

using journal::ViewAnswer;
using journal::ViewCode;
using Step = Question::Step;

Command call(const char* function, const Question& question, const std::string& prefix) {
  const std::string keys = key_prefix(prefix, question.version.at);
  Command command({"FCALL", function, "3"});
  command.own(keys + "meta").own(keys + "state").own(keys + "due");
  command.add(library_version()).own(std::to_string(question.version.epoch));
  return command;
}

using Rows = std::span<const journal::TimerRow>;

void add_rows(Command& command, const journal::ViewBatch& batch,
              Rows (*rows_of)(const journal::PostImage&)) {
  std::size_t count = 0;
  for (const journal::PostImage& image : batch.images) {
    count += rows_of(image).size();
  }
  command.own(std::to_string(count));
  for (const journal::PostImage& image : batch.images) {
    for (const journal::TimerRow& timer : rows_of(image)) {
      command.own(encode_row(timer));
    }
  }
}

void add_batch(Command& command, const journal::ViewBatch& batch) {
  command.own(std::to_string(batch.to_version)).add(batch.partition_state);
  const auto put = std::count_if(batch.images.begin(), batch.images.end(),
                                 [](const journal::PostImage& image) { return image.envelope; });
  command.own(std::to_string(put));
  for (const journal::PostImage& image : batch.images) {
    if (image.envelope) {
      command.add(image.key.str()).add(*image.envelope);
    }
  }
  command.own(std::to_string(batch.images.size() - static_cast<std::size_t>(put)));
  for (const journal::PostImage& image : batch.images) {
    if (!image.envelope) {
      command.add(image.key.str());
    }
  }
  add_rows(command, batch, [](const journal::PostImage& image) { return Rows(image.removed); });
  add_rows(command, batch, [](const journal::PostImage& image) { return image.armed(); });
}

Command first_call(const Question& question, const std::string& prefix,
                   std::uint32_t fold_version) {
  const std::string version = std::to_string(question.version.version);
  if (const auto* acquire = std::get_if<AcquireQuestion>(&question.ask)) {
    const bool rebuild = acquire->mode == journal::OnAcquire::kRebuild;
    Command command = call(question.function(), question, prefix);
    command.add(rebuild ? "rebuild" : "keep").own(std::to_string(fold_version));
    return command;
  }
  if (const auto* load = std::get_if<LoadQuestion>(&question.ask)) {
    Command command = call(question.function(), question, prefix);
    command.own(version);
    for (const Key& key : load->keys) {
      command.add(key.str());
    }
    return command;
  }
  if (const auto* horizon = std::get_if<HorizonQuestion>(&question.ask)) {
    Command command = call(question.function(), question, prefix);
    command.own(version).own(encode_position(horizon->after)).own(encode_due(horizon->until_ms));
    command.own(std::to_string(horizon->limit));
    return command;
  }
  Command command = call(question.function(), question, prefix);
  command.own(version);
  add_batch(command, std::get<ApplyQuestion>(question.ask).batch);
  return command;
}

template <typename Number>
Number number_at(const Reply& reply, std::size_t index) {
  const std::string_view text = reply.at(index).value_or("");
  Number number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

journal::ViewMeta meta_of(const Reply& reply) {
  journal::ViewMeta meta;
  meta.epoch = number_at<journal::Epoch>(reply, 1);
  meta.version = number_at<journal::Offset>(reply, 2);
  meta.fold_version = number_at<std::uint32_t>(reply, 3);
  meta.partition_state = reply.at(4).value_or("");
  return meta;
}

ViewAnswer answer_of(const Question& question, ViewCode code, std::string reason = {}) {
  ViewAnswer answer;
  answer.at = question.version.at;
  answer.ticket = question.ticket;
  answer.code = code;
  answer.reason = std::move(reason);
  return answer;
}

std::string view_of(const Question& question) {
  return fmt::format("the view of {}/{}", question.version.at.stage, question.version.at.partition);
}

ViewAnswer fenced(const Question& question, const Reply& reply) {
  ViewAnswer answer = answer_of(question, ViewCode::kFenced);
  answer.meta = meta_of(reply);
  answer.reason = fmt::format("{} has epoch {}, the call {}", view_of(question), answer.meta.epoch,
                              question.version.epoch);
  return answer;
}

ViewAnswer stale(const Question& question, const Reply& reply) {
  return answer_of(
      question, ViewCode::kStale,
      fmt::format("{} has epoch {} and version {}, the call {} and {}", view_of(question),
                  reply.at(1).value_or("?"), reply.at(2).value_or("?"), question.version.epoch,
                  question.version.version));
}

ViewAnswer damaged(const Question& question) {
  return answer_of(question, ViewCode::kStale,
                   view_of(question) +
                       " has lost rows, which were evicted, deleted or changed by "
                       "hand; whoever acquires it rebuilds it");
}

// The rows of whole pages: those that were asked for, in order. False when one is none of ours.
bool take_timers(const HorizonQuestion& horizon, const Reply& reply,
                 std::vector<journal::TimerRow>& timers) {
  const auto place = [](const journal::TimerRow& timer) {
    return std::tie(timer.due_ms, timer.key.str(), timer.timer);
  };
  const auto after = std::tie(horizon.after.due_ms, horizon.after.key, horizon.after.timer);
  for (std::size_t i = 1; i < reply.size(); ++i) {
    auto timer = decode_row(reply.at(i).value_or(""));
    if (!timer) {
      return false;
    }
    if (place(*timer) > after && timer->due_ms <= horizon.until_ms) {
      timers.push_back(*std::move(timer));
    }
  }
  std::sort(timers.begin(), timers.end(),
            [&](const auto& a, const auto& b) { return place(a) < place(b); });
  const auto most = static_cast<std::size_t>(std::max(horizon.limit, 0));
  if (timers.size() > most) {
    timers.erase(timers.begin() + static_cast<std::ptrdiff_t>(most), timers.end());
  }
  return true;
}

std::optional<ViewAnswer> read_ok(Question& question, const Reply& reply) {
  ViewAnswer answer = answer_of(question, ViewCode::kOk);
  if (const auto* load = std::get_if<LoadQuestion>(&question.ask); load && !load->keys.empty()) {
    for (std::size_t i = 0; i < load->keys.size(); ++i) {
      const auto envelope = reply.at(i + 1);
      answer.states.push_back(
          {load->keys[i], envelope ? std::optional<std::string>(*envelope) : std::nullopt});
    }
  } else if (const auto* horizon = std::get_if<HorizonQuestion>(&question.ask)) {
    if (!take_timers(*horizon, reply, answer.timers)) {
      question.step = Step::kCondemn;
      return std::nullopt;
    }
  } else if (const auto* apply = std::get_if<ApplyQuestion>(&question.ask)) {
    answer.meta.epoch = question.version.epoch;
    answer.meta.version = apply->batch.to_version;
  } else {
    answer.meta = meta_of(reply);
  }
  return answer;
}

}  // namespace

const char* Question::function() const {
  constexpr std::array kFunctions = {"escalon_acquire", "escalon_load", "escalon_horizon",
                                     "escalon_apply"};
  return kFunctions[ask.index()];
}

std::string key_prefix(const std::string& prefix, const journal::StagePartition& at) {
  return fmt::format("{}:{{{}:{}}}:", prefix, at.stage, at.partition);
}

Command command_of(const Question& question, const std::string& prefix,
                   std::uint32_t fold_version) {
  switch (question.step) {
    case Step::kGoOnEmptying:
      return call("escalon_empty", question, prefix);
    case Step::kCondemn: {
      Command command = call("escalon_condemn", question, prefix);
      command.own(std::to_string(question.version.version));
      return command;
    }
    case Step::kAsk:
      break;
  }
  return first_call(question, prefix, fold_version);
}

std::optional<ViewAnswer> read_reply(Question& question, const Reply& reply) {
  if (question.step == Step::kCondemn) {
    return damaged(question);
  }
  const std::string_view word = reply.at(0).value_or("");
  if (word == "MORE") {
    question.step = Step::kGoOnEmptying;
    return std::nullopt;
  }
  if (word == "DAMAGED") {
    question.step = Step::kCondemn;
    return std::nullopt;
  }
  if (word == "OK") {
    return read_ok(question, reply);
  }
  if (word == "FENCED") {
    return fenced(question, reply);
  }
  if (word == "STALE") {
    return stale(question, reply);
  }
  if (word == "ABSENT") {
    return answer_of(question, ViewCode::kStale, view_of(question) + " does not exist; acquire it");
  }
  return unreachable(question,
                     "Redis gave an answer that is none of ours; is another program's "
                     "library `escalon` loaded?");
}

ViewAnswer unreachable(const Question& question, std::string why) {
  return answer_of(question, ViewCode::kUnreachable, std::move(why));
}

}  // namespace escalon::view_redis
