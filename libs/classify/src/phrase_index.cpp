#include "phrase_index.hpp"

#include <algorithm>

namespace escalon::classify {

struct PhraseIndex::Walk {
  const std::vector<Token>& tokens;
  std::uint32_t first;
  std::vector<PhraseMatch>& matches;
};

std::uint32_t PhraseIndex::descend(std::uint32_t node, const Step& step) {
  const auto fresh = static_cast<std::uint32_t>(building_.size());
  std::uint32_t* next = nullptr;
  if (step.kind == Step::Kind::kGap) {
    next = &building_[node].gaps.try_emplace(step.gap, fresh).first->second;
  } else {
    const std::uint32_t symbol = step.kind == Step::Kind::kNumber ? WordTable::kNumber
                                 : step.kind == Step::Kind::kStem ? words_.stem(step.key)
                                                                  : words_.word(step.key);
    next = &building_[node].edges.try_emplace(symbol, fresh).first->second;
  }
  const std::uint32_t found = *next;
  if (found == fresh) {
    building_.emplace_back();
  }
  return found;
}

void PhraseIndex::add(const std::vector<Sequence>& sequences, std::uint32_t phrase) {
  for (const Sequence& sequence : sequences) {
    std::uint32_t node = 0;
    for (const Step& step : sequence) {
      node = descend(node, step);
    }
    auto& ends = building_[node].ends;
    if (ends.empty() || ends.back() != phrase) {
      ends.push_back(phrase);
    }
  }
}

void PhraseIndex::freeze() {
  const auto size = [](const auto& list) { return static_cast<std::uint32_t>(list.size()); };
  for (const Building& built : building_) {
    Node node{size(edges_), 0, size(gaps_), 0, size(ends_), 0};
    for (const auto& [symbol, next] : built.edges) {
      edges_.push_back({symbol, next});
    }
    for (const auto& [words, next] : built.gaps) {
      gaps_.push_back({static_cast<std::uint32_t>(words), next});
    }
    ends_.insert(ends_.end(), built.ends.begin(), built.ends.end());
    node.edges_end = size(edges_);
    node.gaps_end = size(gaps_);
    node.ends_end = size(ends_);
    nodes_.push_back(node);
  }
  starts_.assign(words_.symbols(), 0);
  for (const auto& [symbol, next] : building_.front().edges) {
    starts_[symbol] = next;
  }
  building_.clear();
  words_.freeze();
}

std::uint32_t PhraseIndex::child(std::uint32_t node, std::uint32_t symbol) const {
  const auto begin = edges_.begin() + nodes_[node].edges_begin;
  const auto end = edges_.begin() + nodes_[node].edges_end;
  const auto found =
      std::lower_bound(begin, end, symbol,
                       [](const Edge& edge, std::uint32_t wanted) { return edge.symbol < wanted; });
  return found != end && found->symbol == symbol ? found->node : 0;
}

void PhraseIndex::match_at(const std::vector<Token>& tokens, std::uint32_t first,
                           std::vector<PhraseMatch>& matches) const {
  Walk state{tokens, first, matches};
  const Token& token = tokens[first];
  const auto begin = [&](std::uint32_t symbol) {
    if (symbol != WordTable::kUnknown && starts_[symbol] != 0) {
      walk(state, starts_[symbol], first + 1);
    }
  };
  begin(token.symbol);
  for (std::uint32_t stem = token.stem; stem != 0; stem = words_.shorter_stem(stem)) {
    begin(stem);
  }
  if (token.number) {
    begin(WordTable::kNumber);
  }
}

void PhraseIndex::walk(Walk& state, std::uint32_t node, std::uint32_t next) const {
  const Node& here = nodes_[node];
  for (std::uint32_t i = here.ends_begin; i < here.ends_end; ++i) {
    state.matches.push_back({ends_[i], state.first, next - 1});
  }
  follow(state, node, next);
  const std::uint32_t sentence = state.tokens[state.first].sentence;
  for (std::uint32_t i = here.gaps_begin; i < here.gaps_end; ++i) {
    std::uint32_t after = next;
    for (std::uint32_t skipped = 0; skipped <= gaps_[i].words; ++skipped, ++after) {
      if (after >= state.tokens.size() || state.tokens[after].sentence != sentence) {
        break;
      }
      follow(state, gaps_[i].node, after);
    }
  }
}

void PhraseIndex::follow(Walk& state, std::uint32_t node, std::uint32_t next) const {
  if (next >= state.tokens.size() || nodes_[node].edges_begin == nodes_[node].edges_end) {
    return;
  }
  const Token& token = state.tokens[next];
  if (token.sentence != state.tokens[state.first].sentence) {
    return;
  }
  const auto take = [&](std::uint32_t symbol) {
    if (const std::uint32_t found = symbol == 0 ? 0 : child(node, symbol); found != 0) {
      walk(state, found, next + 1);
    }
  };
  take(token.symbol);
  for (std::uint32_t stem = token.stem; stem != 0; stem = words_.shorter_stem(stem)) {
    take(stem);
  }
  if (token.number) {
    take(WordTable::kNumber);
  }
}

}  // namespace escalon::classify
