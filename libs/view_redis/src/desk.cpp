#include "desk.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "escalon/base/ids.hpp"
#include "function_library.hpp"
#include "refusals.hpp"

namespace escalon::view_redis {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kDoublingsMost = 16;

// Doubles from one failure to the next; between half of it and all of it, so that many processes
// do not come back in one instant.
std::chrono::milliseconds backoff(const RedisOptions& options, std::uint64_t failures) {
  const std::int64_t doubled = options.backoff_min.count() << std::min(failures, kDoublingsMost);
  const std::int64_t most = std::min<std::int64_t>(doubled, options.backoff_max.count());
  const double share = unit_interval_of(options.address.text() + std::to_string(failures));
  return std::chrono::milliseconds(
      most / 2 + static_cast<std::int64_t>(share * 0.5 * static_cast<double>(most)));
}

}  // namespace

Desk::Desk(RedisOptions options)
    : options_(std::move(options)), trouble_(options_.on_trouble), next_try_(Clock::now()) {}

Status Desk::begin() {
  Status connected = connect();
  if (!connected && connected.error().kind != Error::Kind::kUnavailable) {
    return connected;
  }
  return {};
}

void Desk::ask(Question question) {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_ && waiting_.size() < options_.questions_max) {
      waiting_.push_back(std::move(question));
      changed_.notify_one();
      return;
    }
  }
  refuse(question,
         "the view answers too many questions already, or is being closed; ask again later");
}

void Desk::run(std::stop_token stop) {
  for (std::vector<Question> questions; take(stop, questions); questions.clear()) {
    connect_when_due();
    if (!questions.empty()) {
      answer_all(std::move(questions));
    }
    look_when_due();
  }
}

// A stop is heeded only once nothing is left, so that every question gets its answer. Wakes without
// questions when it is time to connect or to look at the server.
bool Desk::take(std::stop_token stop, std::vector<Question>& questions) {
  std::unique_lock lock(mutex_);
  const Instant until = connection_ ? next_look_ : next_try_;
  changed_.wait_until(lock, stop, until, [this] { return !waiting_.empty(); });
  const auto count = std::min(waiting_.size(), options_.pipeline_max);
  const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
  questions.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  closed_ = questions.empty() && stop.stop_requested();
  return !closed_;
}

void Desk::connect_when_due() {
  if (!connection_ && Clock::now() >= next_try_) {
    (void)connect();
  }
}

Status Desk::connect() {
  Result<Connection> opened =
      Connection::open(options_.address, options_.connect_within, options_.answer_within);
  Status status = opened ? look_at_server(*opened) : Status(opened.error());
  if (status) {
    Result<bool> loaded = ensure_library(*opened);
    counters_.libraries += loaded && *loaded ? 1U : 0U;
    status = loaded ? Status() : Status(loaded.error());
  }
  if (!status) {
    lose_connection(status.error().message);
    return status;
  }
  connection_.emplace(*std::move(opened));
  failures_ = 0;
  counters_.connects += 1;
  trouble_.connected();
  return {};
}

Status Desk::look_at_server(Connection& connection) {
  const Instant asked = Clock::now();
  Result<ServerFacts> facts = read_facts(connection);
  if (!facts) {
    return facts.error();
  }
  const Instant answered = Clock::now();
  next_look_ = answered + options_.check_every;
  if (options_.on_server_time && facts->server_time != absl::InfinitePast()) {
    options_.on_server_time(facts->server_time, absl::FromChrono(answered - asked));
  }
  if (Status fit = fit_for_views(options_.address, *facts); !fit) {
    return fit;
  }
  trouble_.looked(*facts, findings(*facts));
  return {};
}

void Desk::look_when_due() {
  if (connection_ && Clock::now() >= next_look_) {
    if (Status looked = look_at_server(*connection_); !looked) {
      lose_connection(looked.error().message);
    }
  }
}

void Desk::lose_connection(const std::string& why) {
  connection_.reset();
  why_not_ = why;
  next_try_ = Clock::now() + backoff(options_, failures_);
  failures_ += 1;
  trouble_.disconnected(why);
}

void Desk::answer_all(std::vector<Question> questions) {
  while (!questions.empty() && connection_) {
    questions = one_round(std::move(questions));
    if (reload_ && connection_ && !reload_library()) {
      break;
    }
  }
  for (const Question& question : questions) {
    refuse(question, why_not_);
  }
  if (std::exchange(reconnect_, false) && connection_) {
    lose_connection("Redis at " + options_.address.text() + " has changed its role");
  }
}

// Sends all, then reads all. Returns those that something has to follow.
std::vector<Question> Desk::one_round(std::vector<Question> questions) {
  for (const Question& question : questions) {
    connection_->send(command_of(question, options_.prefix, options_.fold_version));
  }
  std::vector<Question> again;
  for (Question& question : questions) {
    if (!connection_) {
      refuse(question, why_not_);
      continue;
    }
    Result<Reply> reply = connection_->receive();
    if (!reply) {
      lose_connection(reply.error().message);
      refuse(question, why_not_);
    } else if (reply->failed()) {
      take_error(std::move(question), std::string(reply->text()), again);
    } else if (auto answer = read_reply(question, *reply)) {
      trouble_.answered(question.function());
      give(question, *std::move(answer));
    } else {
      again.push_back(std::move(question));
    }
  }
  return again;
}

void Desk::take_error(Question question, const std::string& reply, std::vector<Question>& again) {
  if ((function_is_missing(reply) || library_is_another(reply)) && !question.reloaded) {
    question.reloaded = true;
    reload_ = true;
    again.push_back(std::move(question));
    return;
  }
  const std::string why = explain(options_.address, reply).message;
  reconnect_ = reconnect_ || should_reconnect(reply);
  trouble_.refused(question.function(), why);
  refuse(question, why);
}

bool Desk::reload_library() {
  reload_ = false;
  Result<bool> loaded = ensure_library(*connection_);
  if (!loaded) {
    lose_connection(loaded.error().message);
    return false;
  }
  counters_.libraries += *loaded ? 1U : 0U;
  return true;
}

void Desk::give(const Question& question, journal::ViewAnswer answer) {
  const bool refused =
      answer.code == journal::ViewCode::kFenced || answer.code == journal::ViewCode::kStale;
  counters_.refusals += refused ? 1U : 0U;
  counters_.unreachable += answer.code == journal::ViewCode::kUnreachable ? 1U : 0U;
  const bool applied =
      answer.code == journal::ViewCode::kOk && std::holds_alternative<ApplyQuestion>(question.ask);
  counters_.applies += applied ? 1U : 0U;
  question.mailbox->post(std::move(answer));
}

void Desk::refuse(const Question& question, const std::string& why) {
  give(question, unreachable(question, why));
}

RedisStatistics Desk::statistics() const {
  return {counters_.applies, counters_.refusals, counters_.unreachable, counters_.connects,
          counters_.libraries};
}

}  // namespace escalon::view_redis
