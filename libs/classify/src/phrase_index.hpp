#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "escalon/classify/phrase_matcher.hpp"
#include "phrase_syntax.hpp"
#include "word_table.hpp"

namespace escalon::classify {

/// All phrases as one graph over words. Filled first, then frozen; immutable from then on. The
/// limits of a phrase keep the walks from one word of a text bounded, so that the whole is linear
/// in the text.
class PhraseIndex {
 public:
  void add(const Pattern& pattern, std::uint32_t phrase);
  void freeze();

  [[nodiscard]] const WordTable& words() const { return words_; }

  /// Appends every match that begins at token `first`; some of them more than once.
  void match_at(const std::vector<Token>& tokens, std::uint32_t first,
                std::vector<PhraseMatch>& matches) const;

  std::uint32_t phrases = 0;  ///< How many were added.

 private:
  struct Edge {
    std::uint32_t symbol;
    std::uint32_t node;
    friend auto operator<=>(const Edge&, const Edge&) = default;
  };
  struct Gap {
    std::uint32_t words;  // while filling, 0: an optional part is left out
    std::uint32_t node;
    friend auto operator<=>(const Gap&, const Gap&) = default;
  };
  // What may follow in the phrases that have come here: a word, a gap, or their end.
  struct Ways {
    std::vector<Edge> edges;
    std::vector<Gap> gaps;
    std::vector<std::uint32_t> ends;
  };
  struct Node {
    std::uint32_t edges_begin = 0, edges_end = 0;
    std::uint32_t gaps_begin = 0, gaps_end = 0;
    std::uint32_t ends_begin = 0, ends_end = 0;
  };
  struct Walk;

  std::uint32_t add_node();
  void connect(const Pattern& pattern, std::uint32_t from, std::uint32_t to);
  [[nodiscard]] std::uint32_t symbol_of(const Pattern& pattern);
  void collect(std::uint32_t node, Ways& ways) const;
  Node store(Ways ways);
  void walk(const Walk& walk, std::uint32_t node, std::uint32_t next) const;
  void follow(const Walk& walk, const Node& node, std::uint32_t next) const;
  void take(const Walk& walk, const Node& node, std::uint32_t symbol, std::uint32_t next) const;
  template <typename Visit>
  void for_each_symbol(const Token& token, Visit visit) const;

  WordTable words_;
  std::vector<Ways> filling_;
  std::vector<std::uint32_t> roots_;
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<Gap> gaps_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint32_t> starts_;  // by symbol: the node after a first word; 0 = none
};

}  // namespace escalon::classify
