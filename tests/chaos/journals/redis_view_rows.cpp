#include "redis_view_rows.hpp"

#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <vector>

namespace escalon::chaos {
namespace {

constexpr timeval kAnswerWithin{10, 0};

// Meta, states and the rows of all pages at one instant. EVAL is atomic and reads alone.
constexpr const char* kReadView = R"(
local rows = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
  local page = redis.call('LRANGE', KEYS[3] .. ':' .. string.match(member, '%d+$'), 0, -1)
  for _, row in ipairs(page) do rows[#rows + 1] = row end
end
return { redis.call('HGETALL', KEYS[1]), redis.call('HGETALL', KEYS[2]), rows })";

std::string text_of(const redisReply* reply) {
  return {reply->str, reply->len};
}

std::map<std::string, std::string> pairs_of(const redisReply* list) {
  std::map<std::string, std::string> pairs;
  for (size_t i = 0; i + 1 < list->elements; i += 2) {
    pairs[text_of(list->element[i])] = text_of(list->element[i + 1]);
  }
  return pairs;
}

Error no_answer(const std::string& why) {
  return {Error::Kind::kUnavailable, "Redis does not answer: " + why};
}

}  // namespace

void ViewRowsReader::Free::operator()(redisContext* context) const {
  redisFree(context);
}

Result<ViewRowsReader> ViewRowsReader::open(const std::string& host, int port) {
  ViewRowsReader reader(redisConnectWithTimeout(host.c_str(), port, kAnswerWithin));
  if (!reader.context_ || reader.context_->err != 0) {
    return no_answer(reader.context_ ? reader.context_->errstr : "no memory");
  }
  redisSetTimeout(reader.context_.get(), kAnswerWithin);
  return reader;
}

Result<ViewRows> ViewRowsReader::read(const std::string& name) const {
  const std::string meta = name + ":meta";
  const std::string state = name + ":state";
  const std::string due = name + ":due";
  auto* reply = static_cast<redisReply*>(redisCommand(
      context_.get(), "EVAL %s 3 %s %s %s", kReadView, meta.c_str(), state.c_str(), due.c_str()));
  if (reply == nullptr) {
    return no_answer(context_->errstr);
  }
  if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 3) {
    const std::string said = reply->type == REDIS_REPLY_ERROR ? text_of(reply) : "no list";
    freeReplyObject(reply);
    return no_answer(said);
  }
  ViewRows rows{pairs_of(reply->element[0]), pairs_of(reply->element[1]), {}};
  for (size_t i = 0; i < reply->element[2]->elements; ++i) {
    rows.timers.insert(text_of(reply->element[2]->element[i]));
  }
  freeReplyObject(reply);
  return rows;
}

}  // namespace escalon::chaos
