#include "writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <utility>

namespace escalon::store_sqlite {
namespace {

constexpr std::chrono::milliseconds kBackoffFirst{50};
constexpr std::chrono::milliseconds kBackoffMost{2'000};

template <typename... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};

}  // namespace

Writer::Writer(Database database, const StoreOptions& options,
               const std::vector<Partition>& partitions, WriteQueue& queue, Feeder& feeder,
               Checkpointer& checkpointer)
    : options_(options),
      database_(std::move(database)),
      log_(database_, partitions),
      view_(database_, options.fold_version),
      queue_(queue),
      feeder_(feeder),
      checkpointer_(checkpointer),
      file_bytes_max_(options.file_bytes_max),
      page_bytes_(std::max<std::int64_t>(1, database_.number("PRAGMA page_size"))) {
  database_.leave_checkpoints();
}

void Writer::run(std::stop_token stop) {
  const WriteQueue::Bounds bounds{options_.batch_records_max, options_.batch_bytes_max};
  while (!failed_.load()) {
    std::vector<WriteWork> work = queue_.take(stop, bounds);
    if (work.empty()) {
      break;
    }
    commit(std::move(work), stop);
  }
  std::deque<WriteWork> left = queue_.close();
  for (WriteWork& work : left) {
    fail(work, failed_.load() ? "the database cannot be used any more; see the log, start anew"
                              : "the data directory is being closed");
  }
}

void Writer::commit(std::vector<WriteWork> work, std::stop_token stop) {
  enforce_quota();
  database_.run("BEGIN IMMEDIATE");
  log_.begin();
  Results results = write(work);
  log_.flush();
  database_.run("COMMIT");
  const Trouble trouble = database_.trouble();
  if (trouble == Trouble::kNone) {
    acknowledge(work, std::move(results));
    say_recovered();
    checkpointer_.committed(database_.log_pages() * page_bytes_, stop);
    return;
  }
  if (trouble != Trouble::kFatal && !stop.stop_requested()) {
    retry_later(std::move(work), trouble, stop);
    return;
  }
  say_trouble(trouble);
  failed_.store(true);
  fail_all(work, database_.message());
}

Writer::Results Writer::write(const std::vector<WriteWork>& work) {
  Results results;
  for (std::size_t index = 0; index < work.size() && database_.ok(); ++index) {
    const auto answered = [&](const auto& call, journal::ViewAnswer answer) {
      answer.ticket = call.ticket;
      results.answered.push_back({call.owner, std::move(answer)});
    };
    std::visit(
        Overloaded{[&](const AppendWork& append) {
                     const journal::Offset offset = log_.append(append.partition, append.record);
                     if (append.done) {
                       results.produced.emplace_back(index, offset);
                     }
                   },
                   [&](const AcquireWork& acquire) {
                     answered(acquire, view_.acquire(acquire.at, acquire.epoch, acquire.mode));
                   },
                   [&](const ApplyWork& apply) {
                     answered(apply, view_.apply(apply.version, apply.batch));
                   }},
        work[index]);
  }
  return results;
}

void Writer::acknowledge(std::vector<WriteWork>& work, Results results) {
  const std::vector<Appended> appended = log_.committed();
  feeder_.publish(appended);
  commits_.fetch_add(1);
  for (const Appended& batch : appended) {
    records_.fetch_add(batch.records.size());
  }
  for (const auto& [index, offset] : results.produced) {
    std::get<AppendWork>(work[index]).done(offset);
  }
  for (Answered& answered : results.answered) {
    (answered.answer.code == journal::ViewCode::kOk ? applies_ : refusals_).fetch_add(1);
    answered.owner->post(std::move(answered.answer));
  }
}

void Writer::retry_later(std::vector<WriteWork> work, Trouble trouble, std::stop_token stop) {
  say_trouble(trouble);
  database_.clear();
  database_.run("ROLLBACK");
  database_.clear();  // SQLite may have rolled back by itself.
  retries_.fetch_add(1);
  backoff_ = std::clamp(2 * backoff_, kBackoffFirst, kBackoffMost);
  queue_.put_back(std::move(work), stop, backoff_);
}

void Writer::enforce_quota() {
  const std::uint64_t wanted = file_bytes_max_.load();
  if (wanted == quota_applied_) {
    return;
  }
  constexpr std::int64_t kPagesMost = 4'294'967'294;
  const std::int64_t pages =
      wanted == 0 ? kPagesMost : static_cast<std::int64_t>(wanted) / page_bytes_;
  database_.run(
      fmt::format("PRAGMA max_page_count = {}", std::max<std::int64_t>(1, pages)).c_str());
  quota_applied_ = wanted;
}

void Writer::say_trouble(Trouble trouble) {
  if (!writable_.exchange(false) && trouble != Trouble::kFatal) {
    return;
  }
  const char* remedy = "this process can write no more; look at the disk and start it anew";
  if (trouble == Trouble::kFull) {
    remedy = "what is to be written waits and is tried again; free some space";
  } else if (trouble == Trouble::kBusy) {
    remedy = "another program has it open for writing; close that program";
  }
  if (options_.on_trouble) {
    options_.on_trouble(fmt::format("cannot write {}: {}; {}",
                                    database_file(options_.directory).string(), database_.message(),
                                    remedy));
  }
}

void Writer::say_recovered() {
  backoff_ = std::chrono::milliseconds{0};
  if (!writable_.exchange(true) && options_.on_trouble) {
    options_.on_trouble(fmt::format("{} is written again; nothing was lost",
                                    database_file(options_.directory).string()));
  }
}

void Writer::fail_all(std::vector<WriteWork>& work, const std::string& why) {
  for (WriteWork& item : work) {
    fail(item, why);
  }
}

void Writer::fail(WriteWork& work, const std::string& why) const {
  const auto unreachable = [&](const journal::StagePartition& at, journal::Ticket ticket,
                               journal::Mailbox& owner) {
    journal::ViewAnswer answer;
    answer.at = at;
    answer.ticket = ticket;
    answer.code = journal::ViewCode::kUnreachable;
    answer.reason = why;
    owner.post(std::move(answer));
  };
  std::visit(
      Overloaded{
          [&](AppendWork& append) {
            if (append.done) {
              append.done(Error{Error::Kind::kUnavailable, why});
            } else {
              append.owner->post(journal::AppendFailed{append.at, append.ticket, true, why});
            }
          },
          [&](AcquireWork& acquire) { unreachable(acquire.at, acquire.ticket, *acquire.owner); },
          [&](ApplyWork& apply) { unreachable(apply.version.at, apply.ticket, *apply.owner); }},
      work);
}

StoreStatistics Writer::statistics() const {
  StoreStatistics statistics;
  statistics.commits = commits_.load();
  statistics.records = records_.load();
  statistics.applies = applies_.load();
  statistics.refusals = refusals_.load();
  statistics.retries = retries_.load();
  statistics.writable = writable_.load();
  return statistics;
}

}  // namespace escalon::store_sqlite
