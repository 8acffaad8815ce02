// Which news a node still passes on: rumour mongering (Demers et al., PODC 1987). Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/dynamo/change.h"
#include "sim/kernel/random.h"

namespace dynamo {

/// The changes of the membership that are rumours at one node. Feedback: whoever is told a rumour
/// says whether it was news. A cycle in which it was to somebody was some use, one in which it was
/// told and news to nobody was useless. Blind: every cycle in which it was told was useless.
///
///   unheard --heard---------------------> hot   told to others from now on
///   hot     --a cycle that was some use-> hot   the count of useless ones begins again
///   hot     --a useless cycle-----------> hot   one more in a row, fewer than `interest`
///   hot     --a useless cycle-----------> cold  the last of them: known, and told no more
///
/// Instead of counting useless cycles, a coin may be tossed in each: it ends the rumour with
/// probability 1 / interest.
///
/// A cycle is what lies between two calls of the node's own. A node that heard of something since
/// its last one still says that it is news: so all who tell it in one cycle have told it something,
/// as where all act at once on what they knew when the cycle began.
class Rumours {
 public:
  enum class Loss : std::uint8_t { kFeedbackCounter, kFeedbackCoin, kBlindCounter, kBlindCoin };
  struct Hot {
    Change change;
    std::uint32_t useless = 0;  // cycles in a row
    bool is_fresh = true;       // heard in this cycle
    bool was_told = false, was_news = false;
  };

  /// Requires an interest of at least one.
  explicit Rumours(std::uint32_t interest, Loss loss = Loss::kFeedbackCounter)
      : interest_(interest), loss_(loss) {}

  void hear(const Change& change) { hot_.push_back({change}); }  ///< requires one not heard before
  void begin_cycle(sim::Rng&);                                   ///< draws where coins are tossed
  void told(const Change&, bool was_news);  ///< what is cold by now does not mind
  bool is_fresh(const Change&) const;
  std::span<const Hot> hot() const { return hot_; }  ///< in the order in which they were heard

 private:
  void count_cycle(Hot&, sim::Rng&) const;

  const std::uint32_t interest_;
  const Loss loss_;
  std::vector<Hot> hot_;
};

inline void Rumours::count_cycle(Hot& rumour, sim::Rng& rng) const {
  const bool has_feedback = loss_ == Loss::kFeedbackCounter || loss_ == Loss::kFeedbackCoin;
  const bool counts = loss_ == Loss::kFeedbackCounter || loss_ == Loss::kBlindCounter;
  if (rumour.was_news && has_feedback) {
    rumour.useless = 0;
  } else if (counts) {
    ++rumour.useless;
  } else if (rng.below(interest_) == 0) {
    rumour.useless = interest_;
  }
}

inline void Rumours::begin_cycle(sim::Rng& rng) {
  for (Hot& rumour : hot_) {
    if (rumour.was_told) count_cycle(rumour, rng);
    rumour.is_fresh = rumour.was_told = rumour.was_news = false;
  }
  std::erase_if(hot_, [this](const Hot& rumour) { return rumour.useless >= interest_; });
}

inline void Rumours::told(const Change& change, bool was_news) {
  for (Hot& rumour : hot_) {
    if (rumour.change != change) continue;
    rumour.was_told = true;
    rumour.was_news |= was_news;
  }
}

inline bool Rumours::is_fresh(const Change& change) const {
  for (const Hot& rumour : hot_) {
    if (rumour.change == change) return rumour.is_fresh;
  }
  return false;
}

}  // namespace dynamo
