#include "escalon/insight/read_model.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "clock_view.hpp"
#include "decision_fold.hpp"
#include "escalation_rows.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/service/mesh_metrics.hpp"
#include "kpi.hpp"
#include "read_model_store.hpp"
#include "similarity.hpp"

namespace escalon::insight {
namespace {

constexpr int kTimelineMax = 100'000;
constexpr int kSimilarShown = 3;
constexpr int kSimilarUsual = 5;
constexpr int kSimilarMax = 50;
constexpr std::chrono::milliseconds kRetryEvery(50);

struct Place {
  journal::TopicPartition at;
  journal::Offset offset = 0;
};

Result<Place> parse_position(std::string_view position) {
  const std::size_t last = position.rfind('/');
  const std::size_t middle =
      last == std::string_view::npos || last == 0 ? last : position.rfind('/', last - 1);
  Place place;
  if (middle == std::string_view::npos || middle == 0 ||
      !absl::SimpleAtoi(std::string(position.substr(middle + 1, last - middle - 1)),
                        &place.at.partition) ||
      !absl::SimpleAtoi(std::string(position.substr(last + 1)), &place.offset)) {
    return invalid("position: '" + std::string(position) +
                   "' is none; it looks like escalation/0/17");
  }
  place.at.topic = position.substr(0, middle);
  return place;
}

std::string_view tenant_of(std::string_view told) {
  return told.empty() ? "default" : told;
}

Error unknown_case(const Key& key) {
  const KeyParts parts = split_key(key);
  return {Error::Kind::kNotFound, "case '" + parts.name + "' of tenant '" + parts.tenant +
                                      "' is not known; check the id and the tenant"};
}

}  // namespace

class ReadModel::Impl {
 public:
  struct Decided {
    journal::TopicPartition at;
    journal::Offset offset;
    journal::DecodedRecordPtr record;
  };

  Impl(const std::filesystem::path& file, service::MeshMetrics& metrics, Explainer explainer)
      : file_(file),
        writer_(file, turns_),
        reader_(file),
        metrics_(metrics),
        explainer_(std::move(explainer)) {
    starts_ = writer_.load_folds();
    newest_entry_ = writer_.newest_entry();
    last_decided_at_ms_ = writer_.last_decided_at_ms();
    start_over();
    metrics.open_cases.set("open", static_cast<double>(reader_.open_cases().count));
    for (const auto& [team, depth] : writer_.queue_depths()) {
      metrics.queue_depth.set(team, static_cast<double>(depth));
      metrics.queue_oldest.set(team, writer_.oldest_waits_since(team));
    }
  }

  /// Forgets what was folded since the last commit.
  void start_over() {
    writer_.rollback();
    fold_ = std::make_unique<DecisionFold>(writer_, metrics_);
    fold_->set_newest_entry(newest_entry_);
    fold_->set_last_decided_at_ms(last_decided_at_ms_);
  }

  /// Ends the transaction, which is not committed.
  void let_others_write() {
    try {
      writer_.rollback();
    } catch (const std::runtime_error&) {  // whoever writes the file next hears of it
    }
  }

  /// Writes what was decided since the last commit. False where the file cannot be written now;
  /// then the next call folds it all again, as SQLite may have rolled it back.
  bool write(const std::vector<service::Advance>& moved) {
    try {
      if (failed_) {
        start_over();
        for (const Decided& one : pending_) {
          fold_->fold(one.at, one.offset, *one.record);
        }
      }
      writer_.begin();
      fold_->flush();
      for (const service::Advance& one : moved) {
        writer_.store_fold(one.at, {one.next, one.fold}, fold_->last_decided_at_ms());
      }
      writer_.commit();
    } catch (const std::runtime_error&) {
      failed_ = true;
      let_others_write();
      return false;
    }
    failed_ = false;
    pending_.clear();
    return true;
  }

  /// Waits for `reading_`.
  std::vector<v1::SimilarCase> similar_to(const v1::CaseView& view, int limit) {
    const Sought sought = sought_for(view);
    std::vector<v1::ResolvedEscalation> known;
    {
      const std::lock_guard lock(reading_);
      for (const auto& row : reader_.escalations().matching(
               view.tenant(), telling_words(sought.issue), sought.intent)) {
        known.push_back(resolved_escalation(row));
      }
    }
    return most_similar(sought, known, limit);
  }

  const std::filesystem::path file_;
  const std::shared_ptr<Turns> turns_ = std::make_shared<Turns>();
  ReadModelWriter writer_;
  std::mutex reading_;  // guards reader_
  ReadModelReader reader_;
  service::MeshMetrics& metrics_;
  std::unique_ptr<DecisionFold> fold_;
  std::vector<Decided> pending_;  // since the last commit
  bool failed_ = false;
  Explainer explainer_;

  std::atomic<bool> given_up_ = false;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::map<journal::TopicPartition, JournalStart> starts_;
  std::set<journal::TopicPartition> caught_up_;
  std::int64_t newest_entry_ = 0;
  std::int64_t last_decided_at_ms_ = 0;
};

Result<std::unique_ptr<ReadModel>> ReadModel::open(const std::filesystem::path& file,
                                                   service::MeshMetrics& metrics,
                                                   Explainer explainer) {
  try {
    return std::unique_ptr<ReadModel>(
        new ReadModel(std::make_unique<Impl>(file, metrics, std::move(explainer))));
  } catch (const std::runtime_error& error) {
    return Error{Error::Kind::kUnavailable,
                 file.string() + ": " + error.what() +
                     "; check the disk and its permissions, or remove the file: it is "
                     "rebuilt from the log"};
  }
}

ReadModel::ReadModel(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ReadModel::~ReadModel() = default;

const std::filesystem::path& ReadModel::file() const {
  return impl_->file_;
}

std::shared_ptr<Turns> ReadModel::turns() const {
  return impl_->turns_;
}

JournalStart ReadModel::start_of(const journal::TopicPartition& at) const {
  const std::lock_guard lock(impl_->mutex_);
  const auto found = impl_->starts_.find(at);
  return found == impl_->starts_.end() ? JournalStart{} : found->second;
}

void ReadModel::decided(const journal::TopicPartition& at, journal::Offset offset,
                        const journal::DecodedRecordPtr& record) {
  if (impl_->given_up_) {
    return;
  }
  impl_->pending_.push_back({at, offset, record});
  if (impl_->failed_) {
    return;
  }
  try {
    impl_->fold_->fold(at, offset, *record);
  } catch (const std::runtime_error&) {
    impl_->failed_ = true;
  }
}

void ReadModel::advanced(const std::vector<service::Advance>& moved) {
  std::unique_lock lock(impl_->mutex_, std::defer_lock);
  // The journal says that the disk is full; here it is enough to wait until there is room.
  while (!impl_->given_up_ && !impl_->write(moved)) {
    lock.lock();
    impl_->changed_.wait_for(lock, kRetryEvery, [this] { return impl_->given_up_.load(); });
    lock.unlock();
  }
  if (impl_->given_up_) {
    return impl_->let_others_write();  // what was folded since is folded again by the next start
  }
  lock.lock();
  for (const service::Advance& one : moved) {
    impl_->starts_[one.at] = {one.next, one.fold};
  }
  impl_->newest_entry_ = impl_->fold_->newest_entry();
  impl_->last_decided_at_ms_ = impl_->fold_->last_decided_at_ms();
  impl_->changed_.notify_all();
}

void ReadModel::give_up() {
  const std::lock_guard lock(impl_->mutex_);
  impl_->given_up_ = true;
  impl_->changed_.notify_all();
}

void ReadModel::caught_up(const journal::TopicPartition& at) {
  const std::lock_guard lock(impl_->mutex_);
  impl_->caught_up_.insert(at);
}

Result<v1::CaseView> ReadModel::find_case(std::string_view tenant, std::string_view case_id) const {
  const Key key = make_key(tenant.empty() ? "default" : tenant, case_id);
  std::optional<v1::CaseRow> row;
  std::vector<v1::TimelineItem> timeline;
  {
    const std::lock_guard lock(impl_->reading_);
    row = impl_->reader_.find_case(key);
    if (row) {
      timeline = impl_->reader_.entries_of_case_after(key, 0, kTimelineMax);
      impl_->reader_.escalations().mark_repeats(*row);
    }
  }
  if (!row) {
    return unknown_case(key);
  }
  v1::CaseView view = std::move(*row->mutable_view());
  if (has_open_escalation(view)) {
    for (v1::SimilarCase& similar : impl_->similar_to(view, kSimilarShown)) {
      *view.add_similar() = std::move(similar);
    }
  }
  for (const auto& run : row->runs()) {
    *view.add_clocks() = clock_view(run, impl_->explainer_);
  }
  std::stable_sort(timeline.begin(), timeline.end(),
                   [](const auto& a, const auto& b) { return a.at() < b.at(); });
  for (auto& item : timeline) {
    *view.add_timeline() = std::move(item);
  }
  return view;
}

Result<v1::FindSimilarResponse> ReadModel::find_similar(
    const v1::FindSimilarRequest& request) const {
  if (request.limit() < 0 || request.limit() > kSimilarMax) {
    return invalid("limit: " + std::to_string(request.limit()) + " is not 1 to " +
                   std::to_string(kSimilarMax));
  }
  const Key key = make_key(tenant_of(request.tenant()), request.case_id());
  std::optional<v1::CaseRow> row;
  {
    const std::lock_guard lock(impl_->reading_);
    row = impl_->reader_.find_case(key);
  }
  if (!row) {
    return unknown_case(key);
  }
  v1::FindSimilarResponse response;
  response.set_case_id(request.case_id());
  const int limit = request.limit() == 0 ? kSimilarUsual : request.limit();
  for (v1::SimilarCase& similar : impl_->similar_to(row->view(), limit)) {
    *response.add_similar() = std::move(similar);
  }
  return response;
}

Result<v1::GetKpiResponse> ReadModel::kpi(const v1::GetKpiRequest& request) const {
  const auto by = parse_kpi_by(request.by());
  if (!by) {
    return by.error();
  }
  std::int64_t since_ms = 0;
  if (!request.since().empty()) {
    const auto since = parse_instant(request.since());
    if (!since) {
      return invalid("since: " + since.error().message);
    }
    since_ms = to_ms(*since);
  }
  const std::string tenant(tenant_of(request.tenant()));
  std::vector<v1::EscalationRow> rows;
  std::vector<double> unescalated;
  std::int64_t cases = 0;
  {
    const std::lock_guard lock(impl_->reading_);
    rows = impl_->reader_.escalations().since(tenant, since_ms);
    cases = impl_->reader_.escalations().cases_since(tenant, since_ms);
    unescalated = impl_->reader_.unescalated_answers(tenant, since_ms);
  }
  v1::GetKpiResponse response = kpi_of(rows, *by, cases);
  *response.mutable_unescalated() = satisfaction_of(unescalated);
  response.set_tenant(tenant);
  response.set_by(request.by());
  response.set_since(since_ms == 0 ? "" : format_instant(from_ms(since_ms)));
  return response;
}

std::vector<Key> ReadModel::case_keys() const {
  const std::lock_guard lock(impl_->reading_);
  return impl_->reader_.case_keys();
}

OpenCases ReadModel::open_cases() const {
  const std::lock_guard lock(impl_->reading_);
  return impl_->reader_.open_cases();
}

Status ReadModel::wait_for(std::string_view position, absl::Duration longest) const {
  const auto place = parse_position(position);
  if (!place) {
    return place.error();
  }
  const auto& journals = folded_journals();
  if (std::find(journals.begin(), journals.end(), place->at.topic) == journals.end()) {
    return invalid("position: there is no journal '" + place->at.topic + "'");
  }
  std::unique_lock lock(impl_->mutex_);
  const bool folded = impl_->changed_.wait_for(lock, absl::ToChronoNanoseconds(longest), [&] {
    const auto found = impl_->starts_.find(place->at);
    return found != impl_->starts_.end() && found->second.next > place->offset;
  });
  return folded ? Status()
                : Status(Error{Error::Kind::kUnavailable,
                               std::string(position) + " has not been folded yet; try again"});
}

std::vector<v1::TimelineItem> ReadModel::entries_after(const v1::WatchRequest& filter,
                                                       std::int64_t after_entry, int limit) const {
  const std::lock_guard lock(impl_->reading_);
  if (!filter.case_id().empty()) {
    const Key key =
        make_key(filter.tenant().empty() ? "default" : filter.tenant(), filter.case_id());
    return impl_->reader_.entries_of_case_after(key, after_entry, limit);
  }
  return impl_->reader_.entries_after(after_entry, limit);
}

std::int64_t ReadModel::newest_entry() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->newest_entry_;
}

std::optional<absl::Time> ReadModel::last_decided_at() const {
  const std::lock_guard lock(impl_->mutex_);
  return impl_->last_decided_at_ms_ == 0
             ? std::nullopt
             : std::optional<absl::Time>(from_ms(impl_->last_decided_at_ms_));
}

void ReadModel::wait_for_entry(std::int64_t after_entry, absl::Duration longest) const {
  std::unique_lock lock(impl_->mutex_);
  impl_->changed_.wait_for(lock, absl::ToChronoNanoseconds(longest),
                           [&] { return impl_->newest_entry_ > after_entry; });
}

bool ReadModel::caught_up_with(const std::vector<journal::TopicPartition>& all) const {
  const std::lock_guard lock(impl_->mutex_);
  return std::all_of(all.begin(), all.end(),
                     [&](const auto& at) { return impl_->caught_up_.contains(at); });
}

const std::vector<std::string>& folded_journals() {
  static const std::vector<std::string> journals{"classified", "sla", "escalation", "team",
                                                 "notification"};
  return journals;
}

}  // namespace escalon::insight
