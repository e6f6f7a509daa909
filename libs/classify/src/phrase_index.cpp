#include "phrase_index.hpp"

#include <algorithm>

namespace escalon::classify {

struct PhraseIndex::Walk {
  const std::vector<Token>& tokens;
  std::uint32_t first;
  std::uint32_t sentence;
  std::vector<PhraseMatch>& matches;
};

std::uint32_t PhraseIndex::add_node() {
  building_.emplace_back();
  return static_cast<std::uint32_t>(building_.size() - 1);
}

std::uint32_t PhraseIndex::symbol_of(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::kStem:
      return words_.stem(pattern.key);
    case Pattern::Kind::kNumber:
      return WordTable::kNumber;
    default:
      return words_.word(pattern.key);
  }
}

void PhraseIndex::connect(const Pattern& pattern, std::uint32_t from, std::uint32_t to) {
  switch (pattern.kind) {
    case Pattern::Kind::kChoice:
      for (const Pattern& part : pattern.parts) {
        connect(part, from, to);
      }
      return;
    case Pattern::Kind::kSeries:
      for (std::size_t i = 0; i + 1 < pattern.parts.size(); ++i) {
        const std::uint32_t between = add_node();
        connect(pattern.parts[i], from, between);
        from = between;
      }
      if (!pattern.parts.empty()) {
        return connect(pattern.parts.back(), from, to);
      }
      building_[from].gaps.push_back({0, to});
      return;
    case Pattern::Kind::kGap:
      building_[from].gaps.push_back({static_cast<std::uint32_t>(pattern.gap), to});
      return;
    default:
      building_[from].edges.push_back({symbol_of(pattern), to});
  }
}

void PhraseIndex::add(const Pattern& pattern, std::uint32_t phrase) {
  const std::uint32_t root = add_node();
  const std::uint32_t end = add_node();
  building_[end].phrase = phrase;
  roots_.push_back(root);
  connect(pattern, root, end);
}

void PhraseIndex::collect_starts(std::uint32_t node, std::vector<Edge>& starts) const {
  const Building& here = building_[node];
  starts.insert(starts.end(), here.edges.begin(), here.edges.end());
  for (const Gap& gap : here.gaps) {
    collect_starts(gap.node, starts);
  }
}

void PhraseIndex::freeze() {
  const auto by_symbol = [](const Edge& left, const Edge& right) {
    return left.symbol < right.symbol;
  };
  const auto size = [](const auto& all) { return static_cast<std::uint32_t>(all.size()); };
  std::vector<Edge> starts;
  for (const std::uint32_t root : roots_) {
    collect_starts(root, starts);
  }
  std::stable_sort(starts.begin(), starts.end(), by_symbol);
  starts_begin_.assign(words_.symbols() + 1, 0);
  for (const Edge& start : starts) {
    ++starts_begin_[start.symbol + 1];
    starts_.push_back(start.node);
  }
  for (std::size_t i = 1; i < starts_begin_.size(); ++i) {
    starts_begin_[i] += starts_begin_[i - 1];
  }
  for (Building& built : building_) {
    std::stable_sort(built.edges.begin(), built.edges.end(), by_symbol);
    Node node{size(edges_), 0, size(gaps_), 0, built.phrase};
    edges_.insert(edges_.end(), built.edges.begin(), built.edges.end());
    gaps_.insert(gaps_.end(), built.gaps.begin(), built.gaps.end());
    node.edges_end = size(edges_);
    node.gaps_end = size(gaps_);
    nodes_.push_back(node);
  }
  building_.clear();
  words_.freeze();
}

template <typename Visit>
void PhraseIndex::for_each_symbol(const Token& token, Visit visit) const {
  if (token.symbol != WordTable::kUnknown) {
    visit(token.symbol);
  }
  for (std::uint32_t stem = token.stem; stem != 0; stem = words_.shorter_stem(stem)) {
    visit(stem);
  }
  if (token.number) {
    visit(WordTable::kNumber);
  }
}

void PhraseIndex::match_at(const std::vector<Token>& tokens, std::uint32_t first,
                           std::vector<PhraseMatch>& matches) const {
  const Walk here{tokens, first, tokens[first].sentence, matches};
  for_each_symbol(tokens[first], [&](std::uint32_t symbol) {
    for (std::uint32_t i = starts_begin_[symbol]; i < starts_begin_[symbol + 1]; ++i) {
      walk(here, starts_[i], first + 1);
    }
  });
}

void PhraseIndex::walk(const Walk& here, std::uint32_t at, std::uint32_t next) const {
  const Node& node = nodes_[at];
  if (node.phrase != kNoPhrase) {
    here.matches.push_back({node.phrase, here.first, next - 1});
  }
  const auto goes_on = [&](std::uint32_t index) {
    return index < here.tokens.size() && here.tokens[index].sentence == here.sentence;
  };
  if (node.edges_begin != node.edges_end && goes_on(next)) {
    for_each_symbol(here.tokens[next],
                    [&](std::uint32_t symbol) { take(here, node, symbol, next); });
  }
  for (std::uint32_t i = node.gaps_begin; i < node.gaps_end; ++i) {
    walk(here, gaps_[i].node, next);
    for (std::uint32_t skipped = 1; skipped <= gaps_[i].words && goes_on(next + skipped);
         ++skipped) {
      walk(here, gaps_[i].node, next + skipped);
    }
  }
}

void PhraseIndex::take(const Walk& here, const Node& node, std::uint32_t symbol,
                       std::uint32_t next) const {
  const auto end = edges_.begin() + node.edges_end;
  auto edge = std::lower_bound(
      edges_.begin() + node.edges_begin, end, symbol,
      [](const Edge& candidate, std::uint32_t wanted) { return candidate.symbol < wanted; });
  for (; edge != end && edge->symbol == symbol; ++edge) {
    walk(here, edge->node, next + 1);
  }
}

}  // namespace escalon::classify
