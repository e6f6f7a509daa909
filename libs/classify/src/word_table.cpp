#include "word_table.hpp"

namespace escalon::classify {

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

std::uint32_t WordTable::add_state() {
  const auto state = static_cast<std::uint32_t>(word_at_.size());
  next_.resize(next_.size() + width_, kDead);
  word_at_.push_back(kUnknown);
  stem_at_.push_back(kUnknown);
  return state;
}

std::uint32_t WordTable::insert(const std::string& key) {
  std::uint32_t state = kRoot;
  for (const char c : key) {
    const std::size_t cell = state * width_ + column_[static_cast<unsigned char>(c)];
    if (next_[cell] == kDead) {
      const std::uint32_t added = add_state();
      next_[cell] = added;
    }
    state = next_[cell];
  }
  return state;
}

void WordTable::freeze() {
  number_columns();
  add_state();
  add_state();
  for (const auto& [key, symbol] : words_) {
    word_at_[insert(key)] = symbol;
  }
  shorter_.assign(symbols_, kUnknown);
  for (const auto& [key, symbol] : stems_) {
    stem_at_[insert(key)] = symbol;
  }
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
