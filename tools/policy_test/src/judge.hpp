#pragma once

#include <string>

#include "escalon/policy/story_test.hpp"
#include "story.hpp"

namespace escalon::policy_test {

/// Empty where the story went as expected; else what was expected and what happened, in words. A
/// clock is looked at as it is now, everything else in all that has happened.
[[nodiscard]] std::string judge(const policy::Expected& expected, const Story& story);

}  // namespace escalon::policy_test
