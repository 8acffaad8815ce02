#include "sim/run/export/ladder.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/run/export/selection.h"
#include "sim/run/export/steps.h"

namespace sim {
namespace {

constexpr std::size_t kWidest = 18;     // of a column; our choice: a client's name fits
constexpr std::size_t kTimeWidth = 14;  // an hour in milliseconds, with the microseconds

/// What is drawn on one line: a message at its end, or an event.
struct Rung {
  std::uint64_t step = 0;
  Time at;
  const TracedMessage* message = nullptr;
  const TracedEvent* event = nullptr;
};

std::vector<Rung> rungs_of(const Trace& trace) {
  std::vector<Rung> rungs;
  for (const TracedMessage& message : trace.messages) {
    if (message.from == message.to) continue;  // what came of it is in the notes
    const bool ended = message.fate != TracedMessage::Fate::kInFlight;
    rungs.push_back({ended ? message.ended_step : message.sent_step,
                     ended ? message.ended : message.sent, &message, nullptr});
  }
  for (const TracedEvent& event : trace.events)
    rungs.push_back({event.step, event.at, nullptr, &event});
  std::stable_sort(rungs.begin(), rungs.end(),
                   [](const Rung& a, const Rung& b) { return a.step < b.step; });
  return rungs;
}

/// A line of text that is written into column by column. A mark takes one column on the screen,
/// however many bytes it has.
class Canvas {
 public:
  explicit Canvas(std::size_t width) : cells_(width, " ") {}
  void put(std::size_t column, std::string_view mark) { cells_.at(column) = mark; }
  void put_text(std::size_t column, std::string_view text) {
    for (const char c : text)
      if (column < cells_.size()) cells_[column++] = std::string(1, c);
  }
  std::string text() const {
    std::string text;
    for (const std::string& cell : cells_) text += cell;
    return text;
  }

 private:
  std::vector<std::string> cells_;
};

class Ladder {
 public:
  explicit Ladder(const Trace& trace) : trace_(trace), rungs_(rungs_of(trace)) { find_columns(); }

  std::string draw(const LadderOptions& options) {
    if (rungs_.empty()) return "";
    std::vector<std::string> lines;
    for (const Rung& rung : rungs_) lines.push_back(line(rung));
    const std::size_t most = options.most_lines;
    std::string text = head();
    const bool elides = most != 0 && lines.size() > most;
    const std::size_t above = elides ? most / 2 : lines.size();
    const std::size_t below = elides ? most - above : 0;
    for (std::size_t i = 0; i < above; ++i) text += lines[i];
    if (elides)
      text += fmt::format("{:>{}}  ... {} lines left out ...\n", "", kTimeWidth,
                          lines.size() - above - below);
    for (std::size_t i = lines.size() - below; i < lines.size(); ++i) text += lines[i];
    return text;
  }

 private:
  /// Clients to the left, then nodes in their order.
  void find_columns() {
    std::vector<std::uint32_t> hosts;
    const auto add = [&](NodeId host) {
      if (std::find(hosts.begin(), hosts.end(), host.value) == hosts.end())
        hosts.push_back(host.value);
    };
    for (const TracedMessage& message : trace_.messages) {
      add(message.from);
      add(message.to);
    }
    for (const TracedEvent& event : trace_.events)
      for (const NodeId host : event.hosts)
        if (event.kind != TracedEvent::Kind::kFault && event.kind != TracedEvent::Kind::kFaultEnd)
          add(host);
    const auto is_node = [&](std::uint32_t host) { return host < trace_.storage_count; };
    std::sort(hosts.begin(), hosts.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::pair(is_node(a), a) < std::pair(is_node(b), b);
    });
    for (const std::uint32_t host : hosts) {
      columns_[host] = width_;
      const std::size_t name = heading(host).size();
      width_ += std::clamp<std::size_t>(name + 2, 10, kWidest);
    }
  }

  /// A node with its number, which evidence names it by.
  std::string heading(std::uint32_t host) const {
    const std::string& name = trace_.hosts[host];
    return host < trace_.storage_count ? fmt::format("{} (n{})", name, host) : name;
  }

  std::string head() const {
    Canvas canvas(width_);
    for (const auto& [host, column] : columns_)
      canvas.put_text(column, heading(host).substr(0, kWidest - 1));
    return fmt::format("{:>{}}  {}\n", "ms", kTimeWidth, canvas.text());
  }

  std::string line(const Rung& rung) {
    Canvas canvas(width_);
    for (const auto& [host, column] : columns_) canvas.put(column, down_[host] ? ":" : "|");
    const std::string what =
        rung.message != nullptr ? draw(canvas, *rung.message) : draw(canvas, *rung.event);
    std::string text = fmt::format("{:>{}}  {}{}", milliseconds(rung.at - kStart), kTimeWidth,
                                   canvas.text(), what);
    return text + "\n";
  }

  std::string draw(Canvas& canvas, const TracedMessage& message) const {
    const bool arrives = message.fate == TracedMessage::Fate::kDelivered;
    const std::size_t from = columns_.at(message.from.value), to = columns_.at(message.to.value);
    std::string what = told(trace_, message);
    const bool right = from < to;
    const std::size_t step = right ? 1 : std::size_t(-1);
    for (std::size_t at = from + step; at != to; at += step) canvas.put(at, "-");
    canvas.put(from, "o");
    canvas.put(to - step, !arrives ? "×" : right ? ">" : "<");
    if (!arrives) what += ": " + ending(message);
    const Duration took = message.ended - message.sent;
    if (arrives && took > Duration::zero())
      what += fmt::format(", {} ms on its way", milliseconds(took));
    return what;
  }

  std::string draw(Canvas& canvas, const TracedEvent& event) {
    using Kind = TracedEvent::Kind;
    for (const NodeId host : event.hosts) {
      const auto column = columns_.find(host.value);
      if (column == columns_.end()) continue;
      if (event.kind == Kind::kCrash) down_[host.value] = true;
      if (event.kind == Kind::kRestart) down_[host.value] = false;
      canvas.put(column->second, event.kind == Kind::kCrash  ? "X"
                                 : event.kind == Kind::kNote ? "*"
                                                             : "#");
    }
    return told(event);
  }

  const Trace& trace_;
  const std::vector<Rung> rungs_;
  std::map<std::uint32_t, std::size_t> columns_;  // by NodeId: where on the canvas
  std::map<std::uint32_t, bool> down_;
  std::size_t width_ = 0;
};

}  // namespace

std::string ladder(const Trace& trace, const LadderOptions& options) {
  return Ladder(trace).draw(options);
}

std::string ladder(const Trace& trace, std::string_view invariant, const Violation& violation,
                   const LadderOptions& options) {
  const std::string key = violation.key.empty() ? "" : "key " + violation.key + ": ";
  return fmt::format("{} is violated at {} ms\n{}{:>{}}  VIOLATION: {}{}\n", invariant,
                     milliseconds(violation.at - kStart),
                     ladder(past_of(violation, trace), options),
                     milliseconds(violation.at - kStart), kTimeWidth, key, violation.what);
}

}  // namespace sim
