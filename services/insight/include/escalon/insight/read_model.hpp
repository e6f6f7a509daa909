#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"
#include "escalon/insight/v1/insight_service.pb.h"
#include "escalon/service/journal_follower.hpp"

namespace escalon::service {
class MeshMetrics;
}
namespace escalon::sla::v1 {
class ClockRun;
}

namespace escalon::insight {

/// Explains the due instant of a run by the policy of that hash, a line each; empty where the
/// policy is not known.
using Explainer = std::function<std::vector<std::string>(const sla::v1::ClockRun& run,
                                                         const std::string& policy_hash)>;

/// Where a journal is to be read from.
struct JournalStart {
  journal::Offset next = 0;
  journal::Fold fold;
};

/// Cases that are open, in short.
struct OpenCases {
  std::int64_t count = 0;
  absl::Time since;  ///< First event of the oldest one; meaningless when there is none.
};

class Turns;

/// What is known of all cases, folded from the journals `classified`, `sla`, `escalation`, `team`
/// and `notification` into an SQLite file of its own. Rows and the position of the fold are written
/// in one transaction for each batch of records. Losing the file loses nothing: it is rebuilt from
/// the log. The journal sink is for one thread; everything else is thread-safe.
class ReadModel final : public service::JournalSink {
 public:
  /// Opens or makes the file; one of another version is emptied. kUnavailable where it cannot be
  /// written.
  [[nodiscard]] static Result<std::unique_ptr<ReadModel>> open(const std::filesystem::path& file,
                                                               service::MeshMetrics& metrics,
                                                               Explainer explainer);
  ~ReadModel() override;

  /// For whoever writes the file beside it: only in a turn of these.
  [[nodiscard]] const std::filesystem::path& file() const;
  [[nodiscard]] std::shared_ptr<Turns> turns() const;

  /// Where the fold of a journal's partition stands.
  [[nodiscard]] JournalStart start_of(const journal::TopicPartition& at) const;

  void decided(const journal::TopicPartition& at, journal::Offset offset,
               const journal::DecodedRecordPtr& record) override;
  void advanced(const std::vector<service::Advance>& moved) override;
  void caught_up(const journal::TopicPartition& at) override;
  /// Writes nothing any more: a fold that waits for room on the disk returns. What was not written
  /// is folded again by the next start.
  void give_up();

  /// A case with clocks, explanations, timeline and, while an escalation is open, similar resolved
  /// cases; kNotFound where it is unknown.
  [[nodiscard]] Result<v1::CaseView> find_case(std::string_view tenant,
                                               std::string_view case_id) const;
  /// Resolved escalations of other cases of the tenant that are like the case, the nearest first.
  /// kNotFound where the case is unknown; kInvalid for a limit out of 0 (5 then) to 50.
  [[nodiscard]] Result<v1::FindSimilarResponse> find_similar(
      const v1::FindSimilarRequest& request) const;
  /// Figures of the tenant's escalations. kInvalid where `by` or `since` is none.
  [[nodiscard]] Result<v1::GetKpiResponse> kpi(const v1::GetKpiRequest& request) const;
  /// Keys of all cases, ascending.
  [[nodiscard]] std::vector<Key> case_keys() const;
  [[nodiscard]] OpenCases open_cases() const;

  /// Waits until the record at `position` (`escalation/0/17`) has been folded. kInvalid for a
  /// position that is none, kUnavailable when it was not folded within `longest`.
  [[nodiscard]] Status wait_for(std::string_view position, absl::Duration longest) const;

  /// Timeline entries after `after_entry`, oldest first, of a tenant and case unless those are
  /// empty.
  [[nodiscard]] std::vector<v1::TimelineItem> entries_after(const v1::WatchRequest& filter,
                                                            std::int64_t after_entry,
                                                            int limit) const;
  /// The newest entry; 0 when there is none.
  [[nodiscard]] std::int64_t newest_entry() const;
  /// The newest stamp of a decision; nothing where none was made.
  [[nodiscard]] std::optional<absl::Time> last_decided_at() const;
  /// Waits until there is an entry after `after_entry`, at most for `longest`.
  void wait_for_entry(std::int64_t after_entry, absl::Duration longest) const;

  /// Partitions that have been read to their end at least once.
  [[nodiscard]] bool caught_up_with(const std::vector<journal::TopicPartition>& all) const;

 private:
  class Impl;
  explicit ReadModel(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The journals that the read model folds.
[[nodiscard]] const std::vector<std::string>& folded_journals();

}  // namespace escalon::insight
