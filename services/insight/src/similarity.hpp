#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "escalon/insight/v1/insight_service.pb.h"
#include "escalon/insight/v1/knowledge.pb.h"

namespace escalon::insight {

/// What resolved escalations are sought for.
struct Sought {
  std::string case_id;
  std::string intent;
  std::string issue;
  std::vector<std::string> causes;
};

[[nodiscard]] bool has_open_escalation(const v1::CaseView& view);

/// What is sought for a case: the causes are those of its open escalations, of all where none is.
[[nodiscard]] Sought sought_for(const v1::CaseView& view);

/// The words of a text that may tell something: three letters or digits or more, in lower case
/// (ASCII), each once, sorted.
[[nodiscard]] std::vector<std::string> telling_words(std::string_view text);

/// Which of `known` are like what is sought, the nearest first, at most `limit`: 0.6 x the cosine
/// of the words of both issues (a word counts the less, the more of `known` have it), + 0.25 for
/// the same intent, + 0.15 x the share of the causes that it shares. Equal ones: the newest first,
/// then by id. What says the same (issue, outcome, root cause) is listed once, with how often it
/// was said. Other escalations of the same case are left out, and so is what words and
/// intent bring to less than 0.1.
[[nodiscard]] std::vector<v1::SimilarCase> most_similar(
    const Sought& sought, const std::vector<v1::ResolvedEscalation>& known, int limit);

}  // namespace escalon::insight
