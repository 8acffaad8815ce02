// A set of small numbers, one bit for each up to the highest.
#pragma once

#include <algorithm>
#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace dynamo {

/// Equal sets are equal words: the last word is never zero. A look at all of it costs one step for
/// every 64 numbers, so that of 10,000 nodes each may keep a set of all the others.
class NumberSet {
 public:
  bool has(std::uint32_t number) const {
    const std::size_t word = number / 64;
    return word < words_.size() && (words_[word] >> (number % 64) & 1) != 0;
  }
  void add(std::uint32_t number) {
    if (number / 64 >= words_.size()) words_.resize(number / 64 + 1);
    words_[number / 64] |= std::uint64_t{1} << (number % 64);
  }
  void remove(std::uint32_t number) {
    if (!has(number)) return;
    words_[number / 64] &= ~(std::uint64_t{1} << (number % 64));
    while (!words_.empty() && words_.back() == 0) words_.pop_back();
  }
  void unite(const NumberSet& other) {
    words_.resize(std::max(words_.size(), other.words_.size()));
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  }

  bool empty() const { return words_.empty(); }
  std::size_t size() const {
    std::size_t count = 0;
    for (const std::uint64_t word : words_) count += static_cast<std::size_t>(std::popcount(word));
    return count;
  }
  std::size_t count_below(std::uint32_t number) const {
    std::size_t count = 0;
    const std::size_t whole = std::min<std::size_t>(number / 64, words_.size());
    for (std::size_t i = 0; i < whole; ++i) count += ones(words_[i]);
    if (whole == words_.size()) return count;
    return count + ones(words_[whole] & ((std::uint64_t{1} << (number % 64)) - 1));
  }
  /// The number with so many smaller ones in the set; requires that there is one.
  std::uint32_t nth(std::size_t smaller) const {
    std::size_t word = 0;
    for (; smaller >= ones(words_[word]); ++word) smaller -= ones(words_[word]);
    std::uint64_t rest = words_[word];
    for (; smaller > 0; --smaller) rest &= rest - 1;
    return static_cast<std::uint32_t>(word * 64) +
           static_cast<std::uint32_t>(std::countr_zero(rest));
  }

  /// Ascending.
  template <class Visit>
  void each(Visit&& visit) const {
    each_not_in(NumberSet{}, visit);
  }
  template <class Visit>
  void each_not_in(const NumberSet& other, Visit&& visit) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      std::uint64_t rest = words_[i] & ~(i < other.words_.size() ? other.words_[i] : 0);
      for (; rest != 0; rest &= rest - 1) {
        visit(static_cast<std::uint32_t>(i * 64) +
              static_cast<std::uint32_t>(std::countr_zero(rest)));
      }
    }
  }

  friend auto operator<=>(const NumberSet&, const NumberSet&) = default;

 private:
  static std::size_t ones(std::uint64_t word) {
    return static_cast<std::size_t>(std::popcount(word));
  }
  std::vector<std::uint64_t> words_;
};

}  // namespace dynamo
