#include "escalon/insight/policy_answers.hpp"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "clock_tables.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/policy/snapshot.hpp"
#include "escalon/policy_book/policy_book.hpp"
#include "escalon/service/mesh_clock.hpp"
#include "escalon/sla/explain.hpp"
#include "escalon/sla/sla.hpp"
#include "preview_groups.hpp"
#include "sqlite.hpp"
#include "turns.hpp"

namespace escalon::insight {
namespace {

constexpr int kExamplesUsual = 3;
constexpr int kExamplesMax = 1000;
constexpr std::int64_t kCasesUsual = 1'000'000;
constexpr int kPage = 200;
// Less than what clients wait for an answer.
constexpr absl::Duration kLongest = absl::Seconds(40);

Status check_bounds(const v1::PreviewPolicyRequest& request) {
  if (request.examples() < 0 || request.examples() > kExamplesMax) {
    return invalid("examples: " + std::to_string(request.examples()) + " is not 1 to " +
                   std::to_string(kExamplesMax));
  }
  if (request.cases_max() < 0) {
    return invalid("cases_max: " + std::to_string(request.cases_max()) + " is below 1");
  }
  return {};
}

v1::ExplainedClock explained(const sla::ClockAnswer& answer) {
  v1::ExplainedClock clock;
  clock.set_clock(answer.clock);
  clock.set_applies(answer.applies);
  for (const auto& why_not : answer.why_not) {
    clock.add_asked_rules()->mutable_why_not()->Add(why_not.begin(), why_not.end());
  }
  if (answer.applies) {
    clock.add_asked_rules();
  }
  return clock;
}

}  // namespace

class PolicyAnswers::Impl {
 public:
  Impl(const ReadModel& model, const policy_book::MeshPolicyBook& book,
       std::function<absl::Time()> now)
      : turns_(model.turns()),
        database_(model.file()),
        writer_(database_),
        clocks_(database_),
        find_case_(database_.prepare("SELECT row FROM case_row WHERE key = ?1")),
        book_(book),
        now_(std::move(now)) {}

  /// Brings the clocks of a slice of the cases up to date. kUnavailable where the file cannot be
  /// written.
  [[nodiscard]] Status settle(std::uint32_t slice);
  /// The same of all cases; others write between two slices.
  [[nodiscard]] Status settle_all();
  void look(const policy::CompiledPolicy& policy, const v1::PreviewPolicyRequest& request,
            v1::PreviewPolicyResponse& out);
  std::optional<v1::CaseRow> find_case(const Key& key);
  std::optional<v1::ClocksRow> find_clocks(const Key& key);
  void name_policy(v1::ExplainedReason& reason) const;
  void explain_clocks(const Key& key, v1::ExplainCaseResponse& out);
  [[nodiscard]] absl::Time now() const { return now_(); }

  std::mutex previewing_;  // one at a time

 private:
  std::vector<std::pair<Key, v1::ClocksRow>> page_after(const Key& after, std::int64_t limit);

  const std::shared_ptr<Turns> turns_;
  std::mutex reading_;  // guards the connection and its statements
  Database database_;
  ClockWriter writer_;
  ClockReader clocks_;
  Statement find_case_;
  const policy_book::MeshPolicyBook& book_;
  const std::function<absl::Time()> now_;
};

Status PolicyAnswers::Impl::settle_all() {
  Status settled;
  for (std::uint32_t slice = 0; settled && slice < ClockWriter::kSlices; ++slice) {
    settled = settle(slice);
  }
  return settled;
}

Status PolicyAnswers::Impl::settle(std::uint32_t slice) {
  const std::lock_guard lock(reading_);
  std::optional<Turns::Turn> turn;
  try {
    if (!writer_.owes(slice)) {
      return {};
    }
    turn.emplace(turns_);
    database_.execute("BEGIN IMMEDIATE");
    writer_.settle(slice);
    database_.execute("COMMIT");
    return {};
  } catch (const std::runtime_error& error) {
    writer_.reset();
    if (database_.in_transaction()) {
      database_.execute("ROLLBACK");
    }
    return Error{Error::Kind::kUnavailable,
                 std::string("the clocks cannot be brought up to date: ") + error.what() +
                     "; try again, or check the disk"};
  }
}

std::vector<std::pair<Key, v1::ClocksRow>> PolicyAnswers::Impl::page_after(const Key& after,
                                                                           std::int64_t limit) {
  const std::lock_guard lock(reading_);
  return clocks_.running_after(after, static_cast<int>(std::min<std::int64_t>(limit, kPage)));
}

// A case whose newest decision was made by this policy already is passed over, as the stage does;
// and the stage's sweep finds cases by their timers.
void PolicyAnswers::Impl::look(const policy::CompiledPolicy& policy,
                               const v1::PreviewPolicyRequest& request,
                               v1::PreviewPolicyResponse& out) {
  PreviewGroups groups(request.examples() == 0 ? kExamplesUsual : request.examples());
  const std::int64_t cases_max = request.cases_max() == 0 ? kCasesUsual : request.cases_max();
  const auto steady = service::MachineClocks::real().steady;
  const auto ends = steady() + kLongest;
  const absl::Time now = now_();
  Key last;
  std::int64_t looked_at = 0;
  bool complete = false;
  while (!complete && looked_at < cases_max && steady() < ends) {
    const std::int64_t wanted = std::min<std::int64_t>(kPage, cases_max - looked_at);
    const auto page = page_after(last, wanted);
    for (const auto& [key, row] : page) {
      const sla::v1::CaseClocks& clocks = row.clocks();
      if (row.policy() != policy.hash) {
        groups.add(key, clocks.current().team(), sla::foretell(clocks, now, policy.sla),
                   sla::timers(clocks).empty());
      }
      last = key;
    }
    looked_at += static_cast<std::int64_t>(page.size());
    complete = static_cast<std::int64_t>(page.size()) < wanted;
  }
  const std::lock_guard lock(reading_);
  out.set_cases_open(clocks_.count_running());
  out.set_cases_looked_at(looked_at);
  out.set_complete(complete || looked_at >= out.cases_open());
  out.set_at(format_instant(now));
  groups.write(out);
}

std::optional<v1::CaseRow> PolicyAnswers::Impl::find_case(const Key& key) {
  const std::lock_guard lock(reading_);
  return find_row<v1::CaseRow>(find_case_, key);
}

std::optional<v1::ClocksRow> PolicyAnswers::Impl::find_clocks(const Key& key) {
  const std::lock_guard lock(reading_);
  return clocks_.find(key);
}

void PolicyAnswers::Impl::name_policy(v1::ExplainedReason& reason) const {
  if (const auto policy = book_.compiled(reason.policy())) {
    reason.set_policy_name(policy->name);
    reason.set_matrix_rules(static_cast<std::int32_t>(policy->escalation.matrix.size()));
  }
}

void PolicyAnswers::Impl::explain_clocks(const Key& key, v1::ExplainCaseResponse& out) {
  const auto clocks = find_clocks(key);
  if (!clocks) {
    return;
  }
  out.set_clocks_policy(clocks->policy());
  const auto policy = book_.compiled(clocks->policy());
  if (policy == nullptr) {
    return;
  }
  for (const auto& answer :
       sla::explain_rules(clocks->clocks(), split_key(key).tenant, policy->sla)) {
    *out.add_clocks() = explained(answer);
  }
}

PolicyAnswers::PolicyAnswers(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
PolicyAnswers::~PolicyAnswers() = default;

Result<std::unique_ptr<PolicyAnswers>> PolicyAnswers::open(const ReadModel& model,
                                                           const policy_book::MeshPolicyBook& book,
                                                           std::function<absl::Time()> now) {
  try {
    return std::unique_ptr<PolicyAnswers>(
        new PolicyAnswers(std::make_unique<Impl>(model, book, std::move(now))));
  } catch (const std::runtime_error& error) {
    return Error{Error::Kind::kUnavailable, model.file().string() + ": " + error.what() +
                                                "; check the disk and its permissions"};
  }
}

Result<v1::PreviewPolicyResponse> PolicyAnswers::preview(const v1::PreviewPolicyRequest& request) {
  if (const Status bounds = check_bounds(request); !bounds) {
    return bounds.error();
  }
  const auto policy = policy::compile_sent(request.policy());
  if (!policy) {
    return policy.error();
  }
  const std::unique_lock alone(impl_->previewing_, std::try_to_lock);
  if (!alone) {
    return Error{Error::Kind::kExhausted, "another policy is looked at; try again in a minute"};
  }
  if (const Status settled = impl_->settle_all(); !settled) {
    return settled.error();
  }
  v1::PreviewPolicyResponse response;
  response.set_hash((*policy)->hash);
  response.set_name((*policy)->name);
  impl_->look(**policy, request, response);
  return response;
}

Result<v1::ExplainCaseResponse> PolicyAnswers::explain(const v1::ExplainCaseRequest& request) {
  v1::ExplainCaseResponse response;
  response.set_tenant(request.tenant().empty() ? "default" : request.tenant());
  response.set_case_id(request.case_id());
  const Key key = make_key(response.tenant(), response.case_id());
  auto row = impl_->find_case(key);
  if (!row) {
    return Error{Error::Kind::kNotFound, "case '" + response.case_id() + "' of tenant '" +
                                             response.tenant() +
                                             "' is not known; check the id and the tenant"};
  }
  if (const Status settled = impl_->settle(ClockWriter::slice_of(key)); !settled) {
    return settled.error();
  }
  for (v1::ExplainedReason& reason : *row->mutable_reasons()) {
    impl_->name_policy(reason);
    *response.add_reasons() = std::move(reason);
  }
  impl_->explain_clocks(key, response);
  return response;
}

}  // namespace escalon::insight
