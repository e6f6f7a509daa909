#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "escalon/classify/phrase_matcher.hpp"
#include "phrase_syntax.hpp"
#include "word_table.hpp"

namespace escalon::classify {

/// All phrases as one tree over words: a node for each beginning that phrases share. Filled first,
/// then frozen. Phrases have at most 12 words and two gaps, so that walking from each word of a
/// text is linear in the text.
class PhraseIndex {
 public:
  void add(const std::vector<Sequence>& sequences, std::uint32_t phrase);
  void freeze();

  [[nodiscard]] const WordTable& words() const { return words_; }

  /// Appends every match that begins at token `first`.
  void match_at(const std::vector<Token>& tokens, std::uint32_t first,
                std::vector<PhraseMatch>& matches) const;

  std::uint32_t phrases = 0;  ///< How many were added.

 private:
  struct Building {
    std::map<std::uint32_t, std::uint32_t> edges;
    std::map<int, std::uint32_t> gaps;
    std::vector<std::uint32_t> ends;
  };
  struct Node {
    std::uint32_t edges_begin = 0, edges_end = 0;
    std::uint32_t gaps_begin = 0, gaps_end = 0;
    std::uint32_t ends_begin = 0, ends_end = 0;
  };
  struct Edge {
    std::uint32_t symbol;
    std::uint32_t node;
  };
  struct Gap {
    std::uint32_t words;
    std::uint32_t node;
  };
  struct Walk;

  [[nodiscard]] std::uint32_t child(std::uint32_t node, std::uint32_t symbol) const;
  void walk(Walk& walk, std::uint32_t node, std::uint32_t next) const;
  void follow(Walk& walk, std::uint32_t node, std::uint32_t next) const;
  std::uint32_t descend(std::uint32_t node, const Step& step);

  WordTable words_;
  std::vector<Building> building_{1};
  std::vector<Node> nodes_;
  std::vector<Edge> edges_;
  std::vector<Gap> gaps_;
  std::vector<std::uint32_t> ends_;
  std::vector<std::uint32_t> starts_;  // by symbol: the node after the first word; 0 = none
};

}  // namespace escalon::classify
