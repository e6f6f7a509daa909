#include "escalon/view_redis/inspect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "connection.hpp"
#include "function_library.hpp"
#include "refusals.hpp"
#include "server_facts.hpp"
#include "timer_rows.hpp"

namespace escalon::view_redis {
namespace {

constexpr std::chrono::milliseconds kConnectWithin{2'000};
constexpr std::chrono::milliseconds kAnswerWithin{10'000};
constexpr std::size_t kPagesAtOnce = 1'000;

std::uint64_t number(std::string_view text) {
  std::uint64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The answer, unless it is an error.
Result<Reply> ask(Connection& connection, const Command& command) {
  Result<Reply> reply = connection.call(command);
  if (reply && reply->failed()) {
    return explain(connection.address(), reply->text());
  }
  return reply;
}

// `<prefix>:{<stage>:<partition>}:meta`
std::optional<journal::StagePartition> stage_of(std::string_view key, const std::string& prefix) {
  const std::string begin = prefix + ":{";
  constexpr std::string_view kEnd = "}:meta";
  if (!key.starts_with(begin) || !key.ends_with(kEnd)) {
    return std::nullopt;
  }
  key.remove_prefix(begin.size());
  key.remove_suffix(kEnd.size());
  const std::size_t colon = key.rfind(':');
  if (colon == std::string_view::npos) {
    return std::nullopt;
  }
  return journal::StagePartition{std::string(key.substr(0, colon)),
                                 static_cast<std::uint32_t>(number(key.substr(colon + 1)))};
}

// SCAN, so that a large server goes on serving.
Result<std::vector<journal::StagePartition>> find_views(Connection& connection,
                                                        const std::string& prefix) {
  std::set<journal::StagePartition> found;
  std::string cursor = "0";
  const std::string pattern = prefix + ":{*}:meta";
  do {
    Result<Reply> page = ask(
        connection, Command({"SCAN", cursor, "MATCH", pattern, "COUNT", "1000", "TYPE", "hash"}));
    if (!page) {
      return page.error();
    }
    cursor = page->at(0).value_or("0");
    for (const std::string& key : page->list_at(1)) {
      if (auto at = stage_of(key, prefix)) {
        found.insert(*std::move(at));
      }
    }
  } while (cursor != "0");
  return std::vector<journal::StagePartition>(found.begin(), found.end());
}

/// Reads one view by plain commands, so that it needs no function library.
class ViewLook {
 public:
  ViewLook(Connection& connection, const std::string& prefix, const journal::StagePartition& at)
      : connection_(connection),
        keys_(fmt::format("{}:{{{}:{}}}:", prefix, at.stage, at.partition)) {
    view_.at = at;
  }

  Result<ViewReport> read(std::size_t timers_max, std::vector<std::string>& problems) {
    for (const Status& status : {read_meta(problems), read_pages(timers_max)}) {
      if (!status) {
        return status.error();
      }
    }
    return std::move(view_);
  }

 private:
  Status read_meta(std::vector<std::string>& problems) {
    Result<Reply> meta = ask(connection_, Command({"HMGET", keys_ + "meta", "epoch", "version",
                                                   "fold_version", "dirty", "states"}));
    Result<Reply> states =
        meta ? ask(connection_, Command({"HLEN", keys_ + "state"})) : Result<Reply>(meta.error());
    if (!states) {
      return states.error();
    }
    view_.epoch = number(meta->at(0).value_or(""));
    view_.version = number(meta->at(1).value_or(""));
    view_.fold_version = static_cast<std::uint32_t>(number(meta->at(2).value_or("")));
    view_.states = static_cast<std::uint64_t>(states->number().value_or(0));
    const std::string_view dirty = meta->at(3).value_or("");
    if (!dirty.empty() || view_.states != number(meta->at(4).value_or(""))) {
      problems.push_back(fmt::format(
          "the view of {}/{} is not whole ({}); its owner rebuilds it from the journal when it "
          "takes over next",
          view_.at.stage, view_.at.partition, dirty.empty() ? "rows are missing" : dirty));
    }
    return {};
  }

  Status read_pages(std::size_t timers_max) {
    Result<Reply> pages = ask(connection_, Command({"ZRANGE", keys_ + "due", "0", "-1"}));
    if (!pages) {
      return pages.error();
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < pages->size(); ++i) {
      const std::string_view member = pages->at(i).value_or("");
      names.push_back(fmt::format("{}due:{}", keys_, member.substr(member.rfind('\0') + 1)));
    }
    if (Status counted = count_timers(names); !counted) {
      return counted;
    }
    for (const std::string& name : names) {
      if (view_.next.size() >= timers_max) {
        break;
      }
      if (Status read = read_page(name); !read) {
        return read;
      }
    }
    view_.next.resize(std::min(view_.next.size(), timers_max));
    return {};
  }

  Status count_timers(const std::vector<std::string>& names) {
    for (std::size_t from = 0; from < names.size(); from += kPagesAtOnce) {
      const std::size_t end = std::min(from + kPagesAtOnce, names.size());
      for (std::size_t i = from; i < end; ++i) {
        connection_.send(Command({"LLEN", names[i]}));
      }
      for (std::size_t i = from; i < end; ++i) {
        Result<Reply> length = connection_.receive();
        if (!length) {
          return length.error();
        }
        view_.timers += static_cast<std::uint64_t>(length->number().value_or(0));
      }
    }
    return {};
  }

  // Pages follow one another; rows within one are in no order.
  Status read_page(const std::string& name) {
    Result<Reply> rows = ask(connection_, Command({"LRANGE", name, "0", "-1"}));
    if (!rows) {
      return rows.error();
    }
    const auto before = static_cast<std::ptrdiff_t>(view_.next.size());
    for (std::size_t i = 0; i < rows->size(); ++i) {
      if (auto timer = decode_row(rows->at(i).value_or(""))) {
        view_.next.push_back(*std::move(timer));
      }
    }
    std::sort(view_.next.begin() + before, view_.next.end(), [](const auto& a, const auto& b) {
      return std::tie(a.due_ms, a.key.str(), a.timer) < std::tie(b.due_ms, b.key.str(), b.timer);
    });
    return {};
  }

  Connection& connection_;
  std::string keys_;
  ViewReport view_;
};

std::string persistence_of(const ServerFacts& facts) {
  const std::string append =
      facts.append_only
          ? "appends to a file" +
                (facts.append_fsync.empty() ? "" : ", appendfsync " + facts.append_fsync)
          : "appends to no file";
  return facts.snapshots.empty() ? append
                                 : append + "; snapshots by `save " + facts.snapshots + "`";
}

void describe_server(const RedisAddress& address, const ServerFacts& facts, RedisReport& report) {
  report.version = facts.version;
  report.used_memory_bytes = facts.used_memory_bytes;
  report.max_memory_bytes = facts.max_memory_bytes;
  report.eviction_policy = facts.eviction_policy;
  report.persistence = persistence_of(facts);
  if (Status fit = fit_for_views(address, facts); !fit) {
    report.problems.push_back(fit.error().message);
  }
  for (Finding& finding : findings(facts)) {
    report.problems.push_back(std::move(finding.text));
  }
  for (Finding& finding : advice(facts)) {
    report.advice.push_back(std::move(finding.text));
  }
}

}  // namespace

Result<RedisReport> inspect(const RedisAddress& address, const std::string& prefix,
                            std::size_t timers_max) {
  Result<Connection> connection = Connection::open(address, kConnectWithin, kAnswerWithin);
  if (!connection) {
    return connection.error();
  }
  Result<ServerFacts> facts = read_facts(*connection);
  if (!facts) {
    return facts.error();
  }
  RedisReport report;
  describe_server(address, *facts, report);
  if (facts->loading) {
    return report;
  }
  Result<std::string> library = loaded_version(*connection);
  Result<std::vector<journal::StagePartition>> views = find_views(*connection, prefix);
  if (!library || !views) {
    return library ? views.error() : library.error();
  }
  report.library = *std::move(library);
  for (const journal::StagePartition& at : *views) {
    Result<ViewReport> view = ViewLook(*connection, prefix, at).read(timers_max, report.problems);
    if (!view) {
      return view.error();
    }
    report.views.push_back(*std::move(view));
  }
  return report;
}

}  // namespace escalon::view_redis
