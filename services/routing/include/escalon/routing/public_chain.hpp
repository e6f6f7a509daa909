#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/decoded_record.hpp"
#include "escalon/journal/fold.hpp"
#include "escalon/journal/outside.hpp"
#include "escalon/publication/v1/publication.pb.h"

namespace escalon::routing {

/// Everything that happens to escalations is published here.
inline constexpr const char* kAllEscalations = "escalations";
/// The journal that is published.
inline constexpr const char* kPublishedJournal = "escalation";

/// The public topic of one team: `escalations.team.TEAM`. What Kafka takes in no name is written
/// `-`, and a name that had it, or is long, ends with a hash.
[[nodiscard]] std::string team_topic(std::string_view team);

/// How records are published. Alike in all processes: copies of a record are to be identical.
struct PublicOptions {
  std::uint32_t partitions = 1;       ///< Of `escalations`, and of the journal.
  std::uint32_t team_partitions = 1;  ///< Of each team's topic.
  bool personal_text = false;         ///< True: customers' words go out too; false: `[redacted]`.
};

/// What one partition of the journal `escalation` becomes on public topics: one record for each
/// event of an escalation on `escalations`, and one on the topic of each team that owned it before
/// or owns it now. Partition p goes to partition p mod n, CloudEvents 1.0 in binary mode with a
/// PublishedEscalation as protobuf. Extensions `src` (JOURNAL/PARTITION/OFFSET/INDEX) and `prev`,
/// the src of the record before it on that topic from that partition, chain the records of a topic.
///
/// A pure function of the journal: whoever publishes it, from whatever state of it, makes the same
/// records, so a copy is known by its `ce_id`, and a gap by its `ce_prev`. Thread-compatible.
class PublicChain {
 public:
  PublicChain(std::uint32_t partition, PublicOptions options);

  /// Goes on from a state that it made; from the journal's beginning where there is none.
  void restore(const publication::v1::PublicationState& state);
  [[nodiscard]] publication::v1::PublicationState state() const;
  /// The next offset of the journal.
  [[nodiscard]] journal::Offset next() const { return next_; }

  /// The public records of the journal's next record; none where it is not accepted, or below
  /// `next`. An error is a damaged journal, and nothing was taken.
  [[nodiscard]] Result<std::vector<journal::OutsideRecord>> take(const journal::LogRecord& record);

 private:
  void publish(journal::Offset offset, const journal::DecodedRecord& decoded,
               std::vector<journal::OutsideRecord>& out);

  std::uint32_t partition_;
  PublicOptions options_;
  journal::Offset next_ = 0;
  journal::Fold fold_;
  std::map<std::string, std::string> last_;  // src by topic
};

}  // namespace escalon::routing
