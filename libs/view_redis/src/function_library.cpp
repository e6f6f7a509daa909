#include "function_library.hpp"

#include <fmt/format.h>

#include <charconv>

#include "escalon/base/assert.hpp"
#include "refusals.hpp"

namespace escalon::view_redis {
namespace {

std::uint64_t number_of(std::string_view version) {
  std::uint64_t number = 0;
  std::from_chars(version.data(), version.data() + version.size(), number);
  return number;
}

// Loads ours. Where another program was quicker, or loaded a newer one meanwhile, its calls and
// ours tell: each names the version that it speaks.
Result<bool> load(Connection& connection, bool replace) {
  Command command({"FUNCTION", "LOAD"});
  if (replace) {
    command.add("REPLACE");
  }
  Result<Reply> reply = connection.call(command.add(library_source()));
  if (!reply) {
    return reply.error();
  }
  const bool was_there = reply->text().find("already exists") != std::string_view::npos;
  if (reply->failed() && !was_there) {
    return explain(connection.address(), reply->text());
  }
  return !reply->failed();
}

}  // namespace

std::string_view library_version() {
  constexpr std::string_view kName = "local VERSION = '";
  const std::string_view source = library_source();
  const std::size_t begin = source.find(kName);
  ESCALON_ASSERT(begin != std::string_view::npos);
  const std::string_view rest = source.substr(begin + kName.size());
  return rest.substr(0, rest.find('\''));
}

Result<std::string> loaded_version(Connection& connection) {
  Result<Reply> reply = connection.call(Command({"FCALL", "escalon_version", "0"}));
  if (!reply) {
    return reply.error();
  }
  if (reply->failed() && !function_is_missing(reply->text())) {
    return explain(connection.address(), reply->text());
  }
  return std::string(reply->failed() ? "" : reply->at(0).value_or(""));
}

Result<bool> ensure_library(Connection& connection) {
  Result<Reply> reply = connection.call(Command({"FCALL", "escalon_version", "0"}));
  if (!reply) {
    return reply.error();
  }
  if (reply->failed()) {
    return function_is_missing(reply->text())
               ? load(connection, false)
               : Result<bool>(explain(connection.address(), reply->text()));
  }
  const std::string_view theirs = reply->at(0).value_or("");
  const std::string_view serves_from = reply->at(1).value_or("");
  if (number_of(theirs) < number_of(library_version())) {
    return load(connection, true);
  }
  if (number_of(serves_from) > number_of(library_version())) {
    return Error{
        Error::Kind::kConflict,
        fmt::format("Redis at {} has the function library escalon {}, which serves programs "
                    "from version {} on; this one speaks {}. Upgrade this program; it never "
                    "replaces a newer library",
                    connection.address().text(), theirs, serves_from, library_version())};
  }
  return false;
}

}  // namespace escalon::view_redis
