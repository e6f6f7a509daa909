#include "phrase_index.hpp"

#include <algorithm>
#include <utility>

namespace escalon::classify {

struct PhraseIndex::Walk {
  const std::vector<Token>& tokens;
  std::uint32_t first;
  std::uint32_t sentence;
  std::vector<PhraseMatch>& matches;
};

std::uint32_t PhraseIndex::add_node() {
  filling_.emplace_back();
  return static_cast<std::uint32_t>(filling_.size() - 1);
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
      filling_[from].gaps.push_back({0, to});
      return;
    case Pattern::Kind::kGap:
      filling_[from].gaps.push_back({static_cast<std::uint32_t>(pattern.gap), to});
      return;
    default:
      filling_[from].edges.push_back({symbol_of(pattern), to});
  }
}

void PhraseIndex::add(const Pattern& pattern, std::uint32_t phrase) {
  const std::uint32_t root = add_node();
  const std::uint32_t end = add_node();
  filling_[end].ends.push_back(phrase);
  roots_.push_back(root);
  connect(pattern, root, end);
}

// The ways on from a node, as if every optional part that can be left out were left out too.
void PhraseIndex::collect(std::uint32_t node, Ways& ways) const {
  const Ways& here = filling_[node];
  ways.edges.insert(ways.edges.end(), here.edges.begin(), here.edges.end());
  ways.ends.insert(ways.ends.end(), here.ends.begin(), here.ends.end());
  for (const Gap& gap : here.gaps) {
    if (gap.words == 0) {
      collect(gap.node, ways);
    } else {
      ways.gaps.push_back(gap);
    }
  }
}

PhraseIndex::Node PhraseIndex::store(Ways ways) {
  const auto append = [](auto& from, auto& to) {
    std::sort(from.begin(), from.end());
    from.erase(std::unique(from.begin(), from.end()), from.end());
    to.insert(to.end(), from.begin(), from.end());
    return static_cast<std::uint32_t>(to.size());
  };
  const auto size = [](const auto& all) { return static_cast<std::uint32_t>(all.size()); };
  Node node{size(edges_), 0, size(gaps_), 0, size(ends_), 0};
  node.edges_end = append(ways.edges, edges_);
  node.gaps_end = append(ways.gaps, gaps_);
  node.ends_end = append(ways.ends, ends_);
  return node;
}

void PhraseIndex::freeze() {
  Ways first;
  for (const std::uint32_t root : roots_) {
    collect(root, first);
  }
  // Many phrases begin with one word; after it they go on as one node.
  std::vector<Ways> second(words_.symbols());
  for (const Edge& edge : first.edges) {
    collect(edge.node, second[edge.symbol]);
  }
  for (std::uint32_t node = 0; node < filling_.size(); ++node) {
    Ways ways;
    collect(node, ways);
    nodes_.push_back(store(std::move(ways)));
  }
  starts_.assign(words_.symbols(), 0);
  for (std::uint32_t symbol = 0; symbol < second.size(); ++symbol) {
    Ways& ways = second[symbol];
    if (!ways.edges.empty() || !ways.gaps.empty() || !ways.ends.empty()) {
      starts_[symbol] = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back(store(std::move(ways)));
    }
  }
  filling_.clear();
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
    if (starts_[symbol] != 0) {
      walk(here, starts_[symbol], first + 1);
    }
  });
}

void PhraseIndex::walk(const Walk& here, std::uint32_t at, std::uint32_t next) const {
  const Node& node = nodes_[at];
  for (std::uint32_t i = node.ends_begin; i < node.ends_end; ++i) {
    here.matches.push_back({ends_[i], here.first, next - 1});
  }
  follow(here, node, next);
  for (std::uint32_t i = node.gaps_begin; i < node.gaps_end; ++i) {
    const Node& after = nodes_[gaps_[i].node];
    for (std::uint32_t skipped = 0; skipped <= gaps_[i].words; ++skipped) {
      follow(here, after, next + skipped);
    }
  }
}

// A gap leads to a node that only words leave, so that its ends and gaps need no look.
void PhraseIndex::follow(const Walk& here, const Node& node, std::uint32_t next) const {
  if (next < here.tokens.size() && here.tokens[next].sentence == here.sentence) {
    for_each_symbol(here.tokens[next],
                    [&](std::uint32_t symbol) { take(here, node, symbol, next); });
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
