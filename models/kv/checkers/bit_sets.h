// Small sets of numbers, and a set of such sets: what a search has seen.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace kv::checkers {

/// Numbers below a bound.
class BitSet {
 public:
  using Word = std::uint64_t;
  explicit BitSet(std::size_t bound = 0) : words_((bound + 63) / 64) {}

  bool has(std::size_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  void insert(std::size_t i) { words_[i / 64] |= Word{1} << (i % 64); }
  void erase(std::size_t i) { words_[i / 64] &= ~(Word{1} << (i % 64)); }
  std::span<const Word> words() const { return words_; }
  /// Requires as many words as it has.
  void assign(std::span<const Word> words) { words_.assign(words.begin(), words.end()); }

 private:
  std::vector<Word> words_;
};

/// A set of entries of equally many words each, kept whole: two entries are the same only if every
/// word is. Open addressing, at most half full.
class Visited {
 public:
  using Word = BitSet::Word;
  explicit Visited(std::size_t words_each = 1) : words_each_(words_each), places_(1024) {}

  /// The entry is `head` and `tail` together; false if it is there already.
  bool insert(std::array<Word, 2> head, std::span<const Word> tail) {
    const std::size_t start = words_.size();
    words_.insert(words_.end(), head.begin(), head.end());
    words_.insert(words_.end(), tail.begin(), tail.end());
    const std::span<const Word> entry = std::span(words_).subspan(start);
    std::size_t place = place_of(entry);
    while (places_[place] != 0) {
      if (std::equal(entry.begin(), entry.end(), at(places_[place] - 1))) {
        words_.resize(start);
        return false;
      }
      place = (place + 1) & (places_.size() - 1);
    }
    places_[place] = ++entries_;
    if (entries_ * 2 > places_.size()) grow();
    return true;
  }

 private:
  const Word* at(std::uint64_t entry) const { return words_.data() + entry * words_each_; }

  std::size_t place_of(std::span<const Word> entry) const {
    constexpr Word kSpread = 0x9E3779B97F4A7C15u;  // 2^64 over the golden ratio
    Word hash = 0;
    for (const Word word : entry) {
      hash = (hash ^ word) * kSpread;
      hash ^= hash >> 32;
    }
    return hash & (places_.size() - 1);
  }

  void grow() {
    places_.assign(places_.size() * 2, 0);
    for (std::uint64_t i = 0; i < entries_; ++i) {
      std::size_t place = place_of({at(i), words_each_});
      while (places_[place] != 0) place = (place + 1) & (places_.size() - 1);
      places_[place] = i + 1;
    }
  }

  std::size_t words_each_;
  std::vector<Word> words_;            // of all entries
  std::vector<std::uint64_t> places_;  // number of the entry + 1; 0: free
  std::uint64_t entries_ = 0;
};

}  // namespace kv::checkers
