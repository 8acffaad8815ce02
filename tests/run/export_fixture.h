// A trace made by hand, small enough to read the bytes that come of it: a put whose only copy is
// stopped by a partition, and a crash.
#pragma once

#include <string>
#include <utility>

#include "sim/net/trace.h"

namespace sim {

inline constexpr NodeId kFirst{0}, kSecond{1}, kClient{2};

inline Subject about_v7(std::string text = {}) {
  return {.key = "k2", .operation = "2/0.1", .versions = {"v7"}, .text = std::move(text)};
}

inline Trace small_trace() {
  using Fate = TracedMessage::Fate;
  using Kind = TracedEvent::Kind;
  const auto at = [](std::int64_t us) { return kStart + std::chrono::microseconds(us); };
  Trace trace;
  trace.hosts = {"a-0", "a-1", "client:w@a"};
  trace.storage_count = 2;
  trace.purposes = {"client-put", "write", "put-reply", "read"};
  trace.messages = {{.number = 1,
                     .from = kClient,
                     .to = kFirst,
                     .purpose = 0,
                     .fate = Fate::kDelivered,
                     .sent = at(1000),
                     .ended = at(1500),
                     .sent_step = 2,
                     .ended_step = 3,
                     .about = about_v7("over v3")},
                    {.number = 2,
                     .cause = 1,
                     .from = kFirst,
                     .to = kSecond,
                     .purpose = 1,
                     .fate = Fate::kPartitioned,
                     .sent = at(1500),
                     .ended = at(1500),
                     .sent_step = 5,
                     .ended_step = 6,
                     .about = about_v7()},
                    {.number = 3,
                     .cause = 1,
                     .from = kFirst,
                     .to = kClient,
                     .purpose = 2,
                     .fate = Fate::kDelivered,
                     .sent = at(2500),
                     .ended = at(3000) + 1ns,
                     .sent_step = 8,
                     .ended_step = 9,
                     .about = about_v7("ok")}};
  trace.events = {
      {Kind::kFault, 1, at(500), 0, {}, {.text = "partition of a-0 | a-1"}},
      {Kind::kNote,
       4,
       at(1500),
       1,
       {kFirst},
       {.key = "k2", .operation = "2/0.1", .versions = {"v7", "v3"}, .text = "holds v7; v3 died"}},
      {Kind::kCrash, 7, at(2000), 0, {kSecond}, {.text = "keeps its disk"}}};
  return trace;
}

}  // namespace sim
