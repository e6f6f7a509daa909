#include "word_table.hpp"

#include <algorithm>

namespace escalon::classify {
namespace {

constexpr std::uint32_t kNobody = ~0U;       // parent of a cell that no state has
constexpr std::uint32_t kNoState = ~0U - 1;  // parent of the root

}  // namespace

// The words as a tree, by column.
struct WordTable::Branch {
  std::map<std::uint32_t, Branch> children;
  std::uint32_t word = kUnknown;
  std::uint32_t stem = kUnknown;
};

std::uint32_t WordTable::word(const std::string& key) {
  const auto [entry, is_new] = words_.try_emplace(key, symbols_);
  symbols_ += is_new ? 1U : 0U;
  return entry->second;
}

std::uint32_t WordTable::stem(const std::string& key) {
  const auto [entry, is_new] = stems_.try_emplace(key, symbols_);
  symbols_ += is_new ? 1U : 0U;
  return entry->second;
}

void WordTable::number_columns() {
  for (const auto* keys : {&words_, &stems_}) {
    for (const auto& [key, symbol] : *keys) {
      for (const char c : key) {
        auto& column = column_[static_cast<unsigned char>(c)];
        if (column == 0) {
          column = static_cast<std::uint8_t>(width_++);
        }
      }
    }
  }
}

WordTable::Branch WordTable::tree() const {
  Branch root;
  const auto branch_of = [&](const std::string& key) -> Branch& {
    Branch* branch = &root;
    for (const char c : key) {
      branch = &branch->children[column_[static_cast<unsigned char>(c)]];
    }
    return *branch;
  };
  for (const auto& [key, symbol] : words_) {
    branch_of(key).word = symbol;
  }
  for (const auto& [key, symbol] : stems_) {
    branch_of(key).stem = symbol;
  }
  return root;
}

bool WordTable::fits(const Branch& branch, std::uint32_t base) {
  if (cells_.size() < base + width_) {
    cells_.resize(base + width_, Cell{0, kNobody});
  }
  return std::all_of(branch.children.begin(), branch.children.end(), [&](const auto& child) {
    return cells_[base + child.first].parent == kNobody;
  });
}

std::uint32_t WordTable::free_base(const Branch& branch) {
  while (first_free_ < cells_.size() && cells_[first_free_].parent != kNobody) {
    ++first_free_;
  }
  const std::uint32_t column = branch.children.begin()->first;
  std::uint32_t base = first_free_ > column ? first_free_ - column : 1;
  while (!fits(branch, base)) {
    ++base;
  }
  return base;
}

void WordTable::place(const Branch& branch, std::uint32_t state) {
  cells_[state].word = branch.word;
  cells_[state].stem = branch.stem;
  if (branch.children.empty()) {
    return;
  }
  const std::uint32_t base = free_base(branch);
  cells_[state].base = base;
  for (const auto& [column, child] : branch.children) {
    cells_[base + column].parent = state;
  }
  for (const auto& [column, child] : branch.children) {
    place(child, base + column);
  }
}

void WordTable::freeze() {
  number_columns();
  // The dead state leads to itself, because no cell names it as its parent.
  cells_.assign(width_ + 2, Cell{0, kNobody});
  cells_[kDead].parent = kNoState;
  cells_[kRoot].parent = kNoState;
  place(tree(), kRoot);
  cells_.resize(cells_.size() + width_, Cell{0, kNobody});
  shorter_.assign(symbols_, kUnknown);
  for (const auto& [key, symbol] : stems_) {
    shorter_[symbol] = find(std::string_view(key).substr(0, key.size() - 1)).stem;
  }
  words_.clear();
  stems_.clear();
}

WordTable::Found WordTable::find(std::string_view key) const {
  Walk walk(*this);
  for (const char c : key) {
    walk.step(c);
  }
  return walk.found();
}

}  // namespace escalon::classify
