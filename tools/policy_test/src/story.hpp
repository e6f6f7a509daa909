#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/policy/compiled_policy.hpp"
#include "escalon/policy/story_test.hpp"
#include "escalon/sla/v1/sla.pb.h"

namespace escalon::policy_test {

/// Something that happened to a case.
struct Happened {
  enum class Kind { kEscalation, kPage, kBreach };

  Kind kind = Kind::kEscalation;
  absl::Time at;
  std::string name;                         ///< Of an escalation event; who is paged; which clock.
  std::map<std::string, std::string> says;  ///< Of the escalation after the event.

  /// `escalation opened at 2026-03-02T09:01:00.000Z (rule conflict, team supervisors)`.
  [[nodiscard]] std::string text() const;
};

/// The mesh that one test tells its story to. It remembers what happened to each case.
class Story {
 public:
  Story(std::shared_ptr<const policy::CompiledPolicy> policy, std::string tenant);
  Story(const Story&) = delete;
  Story& operator=(const Story&) = delete;

  /// Empty, or why intake would refuse it.
  [[nodiscard]] std::string tell(const policy::Given& given);
  /// Lets everything happen that is due by `at`.
  void advance(absl::Time at) { mesh_.advance(at); }

  /// Newest last.
  [[nodiscard]] const std::vector<Happened>& happened(const std::string& case_id) const;
  /// Null where the case has no clocks.
  [[nodiscard]] const sla::v1::CaseClocks* clocks(const std::string& case_id) const;

 private:
  [[nodiscard]] std::string tell_event(contact::v1::ContactEvent event, absl::Time at);
  [[nodiscard]] std::string tell_command(command::v1::Command command, absl::Time at);
  void heard(const direct_mesh::Decided& decided);
  void heard_escalation(const direct_mesh::Decided& decided);
  void heard_notification(const direct_mesh::Decided& decided);
  [[nodiscard]] Key key_of(const std::string& case_id) const;

  std::string tenant_;
  std::map<std::string, std::vector<Happened>> happened_;  // by case
  std::map<std::string, std::string> paged_;               // notification to person
  std::map<std::string, std::string> channels_;            // by case, as last told
  int told_ = 0;
  direct_mesh::DirectMesh mesh_;
};

}  // namespace escalon::policy_test
