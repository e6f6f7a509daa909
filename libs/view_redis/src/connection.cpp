#include "connection.hpp"

#include <fmt/format.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <sys/time.h>

#include <cerrno>
#include <csignal>
#include <utility>

#include "refusals.hpp"
#include "tls.hpp"

namespace escalon::view_redis {
namespace {

// hiredis writes with write(): a server that has gone would end the process by SIGPIPE.
class PipeSignalHeld {
 public:
  PipeSignalHeld() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~PipeSignalHeld() {
    const timespec at_once{};
    if (sigismember(&before_, SIGPIPE) == 0) {
      sigtimedwait(&pipe_, nullptr, &at_once);
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  PipeSignalHeld(const PipeSignalHeld&) = delete;
  PipeSignalHeld& operator=(const PipeSignalHeld&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

timeval to_timeval(std::chrono::milliseconds duration) {
  return {duration.count() / 1'000, (duration.count() % 1'000) * 1'000};
}

Error out_of_reach(const RedisAddress& address, const std::string& why) {
  return {Error::Kind::kUnavailable,
          fmt::format("Redis at {} cannot be reached: {}", address.text(), why)};
}

std::string_view text_of(const redisReply* reply) {
  return reply->str == nullptr ? std::string_view() : std::string_view(reply->str, reply->len);
}

}  // namespace

Reply::Reply(redisReply* reply) : reply_(reply) {}

void Reply::Free::operator()(redisReply* reply) const {
  freeReplyObject(reply);
}

bool Reply::failed() const {
  return reply_->type == REDIS_REPLY_ERROR;
}

std::string_view Reply::text() const {
  return text_of(reply_.get());
}

std::optional<std::int64_t> Reply::number() const {
  return reply_->type == REDIS_REPLY_INTEGER ? std::optional<std::int64_t>(reply_->integer)
                                             : std::nullopt;
}

std::size_t Reply::size() const {
  return reply_->type == REDIS_REPLY_ARRAY ? reply_->elements : 0;
}

std::optional<std::string_view> Reply::at(std::size_t index) const {
  if (index >= size() || reply_->element[index]->type == REDIS_REPLY_NIL) {
    return std::nullopt;
  }
  return text_of(reply_->element[index]);
}

std::vector<std::string> Reply::list_at(std::size_t index) const {
  std::vector<std::string> texts;
  if (index < size() && reply_->element[index]->type == REDIS_REPLY_ARRAY) {
    const redisReply& list = *reply_->element[index];
    for (std::size_t i = 0; i < list.elements; ++i) {
      texts.emplace_back(text_of(list.element[i]));
    }
  }
  return texts;
}

void Connection::Free::operator()(redisContext* context) const {
  redisFree(context);
}

Connection::Connection(RedisAddress address, Context context)
    : address_(std::move(address)), context_(std::move(context)) {}

Result<Connection> Connection::open(const RedisAddress& address,
                                    std::chrono::milliseconds connect_within,
                                    std::chrono::milliseconds answer_within) {
  if (Status supported = address.tls ? tls_supported() : Status(); !supported) {
    return supported.error();
  }
  const timeval limit = to_timeval(connect_within);
  Context context(address.unix_socket.empty()
                      ? redisConnectWithTimeout(address.host.c_str(), address.port, limit)
                      : redisConnectUnixWithTimeout(address.unix_socket.c_str(), limit));
  if (context == nullptr || context->err != 0) {
    return out_of_reach(address, context == nullptr ? "no memory" : context->errstr);
  }
  if (redisSetTimeout(context.get(), to_timeval(answer_within)) != REDIS_OK) {
    return out_of_reach(address, context->errstr);
  }
  if (address.unix_socket.empty()) {
    redisEnableKeepAlive(context.get());  // Else a vanished host is noticed by the time limit.
  }
  if (address.tls) {
    const PipeSignalHeld held;
    if (Status begun = begin_tls(*context, address); !begun) {
      return begun.error();
    }
  }
  context->reader->maxbuf = 0;  // Keeps its buffer, so that large answers are not reallocated.
  Connection connection(address, std::move(context));
  if (Status authenticated = connection.authenticate(); !authenticated) {
    return authenticated.error();
  }
  return connection;
}

Status Connection::authenticate() {
  if (address_.password.empty()) {
    return {};
  }
  Command auth({"AUTH"});
  if (!address_.user.empty()) {
    auth.add(address_.user);
  }
  Result<Reply> reply = call(auth.add(address_.password));
  if (!reply) {
    return reply.error();
  }
  return reply->failed() ? Status(explain(address_, reply->text())) : Status();
}

void Connection::send(const Command& command) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const std::string_view word : command.words()) {
    texts.push_back(word.data());
    lengths.push_back(word.size());
  }
  redisAppendCommandArgv(context_.get(), static_cast<int>(texts.size()), texts.data(),
                         lengths.data());
}

Result<Reply> Connection::receive() {
  const PipeSignalHeld held;
  void* reply = nullptr;
  if (redisGetReply(context_.get(), &reply) != REDIS_OK || reply == nullptr) {
    return out_of_reach(address_, context_->err == REDIS_ERR_IO && errno == EAGAIN
                                      ? "it did not answer in time"
                                      : context_->errstr);
  }
  return Reply(static_cast<redisReply*>(reply));
}

Result<Reply> Connection::call(const Command& command) {
  send(command);
  return receive();
}

}  // namespace escalon::view_redis
