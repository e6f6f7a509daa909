#include "escalon/policy_book/policy_book.hpp"

#include "escalon/base/assert.hpp"
#include "escalon/policy/snapshot.hpp"

namespace escalon::policy_book {

const policy::CompiledPolicy& policy_of(const journal::CompiledPolicy& policy) {
  return static_cast<const MeshPolicy&>(policy).compiled();
}

std::shared_ptr<const journal::CompiledPolicy> MeshPolicyBook::find(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  const auto found = policies_.find(hash);
  return found == policies_.end() ? nullptr : found->second;
}

std::shared_ptr<const policy::CompiledPolicy> MeshPolicyBook::compiled(
    const std::string& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = policies_.find(hash);
  return found == policies_.end() ? nullptr
                                  : std::shared_ptr<const policy::CompiledPolicy>(
                                        found->second, &found->second->compiled());
}

void MeshPolicyBook::set_speed(double speed) {
  const std::lock_guard lock(mutex_);
  speed_ = speed;
}

void MeshPolicyBook::keep(std::shared_ptr<const policy::CompiledPolicy> compiled) {
  const std::lock_guard lock(mutex_);
  if (speed_ != 1.0) {
    auto scaled = std::make_shared<policy::CompiledPolicy>(*compiled);
    scaled->escalation.late_after *= speed_;
    compiled = std::move(scaled);
  }
  const std::string hash = compiled->hash;
  policies_.try_emplace(hash, std::make_shared<const MeshPolicy>(std::move(compiled)));
}

Result<std::shared_ptr<const journal::CompiledPolicy>> MeshPolicyBook::learn(
    const journal::Record& record) {
  if (auto known = find(record.header.id)) {
    return known;
  }
  policy::v1::PolicySnapshot snapshot;
  if (!snapshot.ParseFromString(record.body)) {
    return invalid("the record is not a PolicySnapshot; publish policies with escalon");
  }
  auto compiled = policy::from_snapshot(snapshot);
  if (!compiled) {
    return invalid("policy " + snapshot.hash() +
                   " cannot be used: " + compiled.error().front().message);
  }
  const std::string hash = (*compiled)->hash;
  keep(*std::move(compiled));
  return find(hash);
}

journal::RecordPtr policy_record(const policy::CompiledPolicy& policy, absl::Time published_at) {
  auto record = std::make_shared<journal::Record>();
  record->header.stage = "policy";
  record->header.id = policy.hash;
  record->header.keys = {policy.hash};
  ESCALON_ASSERT(policy::to_snapshot(policy, published_at).SerializeToString(&record->body));
  return record;
}

}  // namespace escalon::policy_book
