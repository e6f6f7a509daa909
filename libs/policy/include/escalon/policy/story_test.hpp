#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/command/v1/command.pb.h"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/policy/policy_error.hpp"
#include "escalon/policy/policy_files.hpp"

namespace escalon::policy {

/// Something that a test tells the mesh.
struct Given {
  absl::Time at;
  std::variant<contact::v1::ContactEvent, command::v1::Command> what;
};

/// One thing that a test expects of a case.
struct Expected {
  enum class Kind {
    kClock,       ///< How the clock `name` stands at `at`.
    kEscalation,  ///< That an escalation event `name` happens.
    kPage,        ///< That each of `people` is paged.
    kNothing,     ///< That no `name` (escalation, page, breach, anything) happens.
  };

  Kind kind = Kind::kClock;
  std::string file;
  int line = 0;
  std::string case_id;
  std::string name;
  /// For a clock when it is looked at, else when it happens; none: at the end, and at any time.
  std::optional<absl::Time> at;
  /// For kNothing: the time in which it does not happen, both ends included.
  std::optional<absl::Time> from;
  std::optional<absl::Time> until;
  std::optional<absl::Time> due;            ///< Of a clock.
  std::map<std::string, std::string> says;  ///< What is said of it, as `rule` or `verdict`.
  std::vector<std::string> people;
};

/// A story that a policy is tested with.
struct StoryTest {
  std::string name;
  std::string file;
  int line = 0;
  std::string tenant = "default";
  absl::Time until;          ///< When the story ends: the latest instant that the test names.
  std::vector<Given> given;  ///< By time; those of one instant in the order of the file.
  std::vector<Expected> expect;
};

/// Reads tests as people write them, in docs/guides/test-a-policy.md. Every error has file, line,
/// path and remedy. Pure and total.
[[nodiscard]] Result<std::vector<StoryTest>, PolicyErrors> read_story_tests(
    const PolicyFiles& files);

}  // namespace escalon::policy
