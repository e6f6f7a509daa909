#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace escalon::classify {

/// Knows words, and stems (`word*`), by numbers. Filled first, then frozen; immutable from then on.
/// A frozen table is an automaton over bytes: a word is found by one step a byte, all its stems on
/// the way.
class WordTable {
 public:
  static constexpr std::uint32_t kUnknown = 0;
  static constexpr std::uint32_t kNumber = 1;  ///< The symbol of every number.

  /// The symbol of a word or stem, made when it is new. Not after freeze().
  std::uint32_t word(const std::string& key);
  std::uint32_t stem(const std::string& key);
  void freeze();

  /// What a word is known by.
  struct Found {
    std::uint32_t symbol = kUnknown;
    std::uint32_t stem = kUnknown;  ///< The longest; the others follow by shorter_stem().
  };

  /// A walk along one word.
  class Walk {
   public:
    explicit Walk(const WordTable& table) : table_(table) {}
    void step(char byte) {
      const std::uint32_t next =
          table_.cells_[state_].base + table_.column_[static_cast<unsigned char>(byte)];
      state_ = table_.cells_[next].parent == state_ ? next : kDead;
      stem_ = table_.cells_[state_].stem != kUnknown ? table_.cells_[state_].stem : stem_;
    }
    [[nodiscard]] bool dead() const { return state_ == kDead; }
    [[nodiscard]] Found found() const { return {table_.cells_[state_].word, stem_}; }

   private:
    const WordTable& table_;
    std::uint32_t state_ = kRoot;
    std::uint32_t stem_ = kUnknown;
  };

  [[nodiscard]] Found find(std::string_view key) const;
  [[nodiscard]] std::uint32_t shorter_stem(std::uint32_t stem) const { return shorter_[stem]; }
  [[nodiscard]] std::uint32_t symbols() const { return symbols_; }

 private:
  static constexpr std::uint32_t kDead = 0;
  static constexpr std::uint32_t kRoot = 1;

  // A state of the automaton. Those that follow it stand at `base` + column of the byte, as far as
  // they name it their parent: a table with the rows laid over each other (a double array).
  struct Cell {
    std::uint32_t base = 0;
    std::uint32_t parent = 0;
    std::uint32_t word = kUnknown;
    std::uint32_t stem = kUnknown;
  };
  struct Branch;

  void number_columns();
  [[nodiscard]] Branch tree() const;
  void place(const Branch& branch, std::uint32_t state);
  [[nodiscard]] std::uint32_t free_base(const Branch& branch);
  [[nodiscard]] bool fits(const Branch& branch, std::uint32_t base);

  std::uint32_t symbols_ = 2;
  std::map<std::string, std::uint32_t> words_;
  std::map<std::string, std::uint32_t> stems_;

  std::array<std::uint8_t, 256> column_{};  // 0: a byte that no word has
  std::uint32_t width_ = 1;
  std::uint32_t first_free_ = 2;
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> shorter_;
};

}  // namespace escalon::classify
