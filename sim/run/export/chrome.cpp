#include "sim/run/export/chrome.h"

#include <vector>

#include <fmt/format.h>

#include "sim/run/export/slices.h"
#include "sim/run/json_quoted.h"

namespace sim {
namespace {

/// Of nodes from 1; 0 is the clients'.
std::uint32_t process(const Trace& trace, NodeId host) {
  return host.value < trace.storage_count ? host.value + 1 : 0;
}
std::uint32_t lane(const Trace& trace, NodeId host) {
  const auto nodes = static_cast<std::uint32_t>(trace.storage_count);
  return host.value < nodes ? 1 : host.value - nodes + 1;
}

/// Microseconds with exactly three decimals.
std::string us(Duration span) {
  return fmt::format("{}.{:03}", span.count() / 1000, span.count() % 1000);
}

class Writer {
 public:
  explicit Writer(const Trace& trace) : trace_(trace) {}

  std::string write() {
    name_lanes();
    for (const Slice& slice : slices_of(trace_)) write(slice);
    const std::vector<OperationSpan> spans = operation_spans(trace_);
    for (std::size_t i = 0; i < spans.size(); ++i) write(spans[i], i + 1);
    for (const TracedEvent& event : trace_.events)
      if (event.hosts.empty())
        add(fmt::format(R"({{"ph":"i","s":"g","pid":0,"tid":1,"ts":{},"name":{},"cat":"fault"}})",
                        us(event.at - kStart), json_quoted(told(event))));
    return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n" + events_ + "\n]}\n";
  }

 private:
  void add(const std::string& event) { events_ += (events_.empty() ? "" : ",\n") + event; }

  void name_lanes() {
    for (std::uint32_t i = 0; i < trace_.hosts.size(); ++i) {
      const NodeId host{i};
      const bool is_node = i < trace_.storage_count;
      if (is_node || lane(trace_, host) == 1)
        add(fmt::format(R"({{"ph":"M","pid":{},"name":"process_name","args":{{"name":{}}}}})",
                        process(trace_, host), json_quoted(is_node ? trace_.hosts[i] : "clients")));
      add(fmt::format(R"({{"ph":"M","pid":{},"tid":{},"name":"thread_name","args":{{"name":{}}}}})",
                      process(trace_, host), lane(trace_, host), json_quoted(trace_.hosts[i])));
    }
  }

  std::string place(const Step& step) const {
    return fmt::format(R"("pid":{},"tid":{},"ts":{})", process(trace_, step.host),
                       lane(trace_, step.host), us(step.at - kStart));
  }

  void write(const Slice& slice) {
    const Step& step = slice.step;
    add(fmt::format(R"({{"ph":"X",{},"dur":{},"name":{},"cat":"{}"}})", place(step),
                    us(slice.length), json_quoted(told(trace_, step)),
                    step.event == nullptr ? "msg" : word(step.event->kind)));
    if (step.message == nullptr || step.message->fate != TracedMessage::Fate::kDelivered) return;
    add(fmt::format(R"({{"ph":"{}",{}"id":{},{},"name":{},"cat":"msg"}})",
                    step.receives ? "f" : "s", step.receives ? R"("bp":"e",)" : "",
                    step.message->number, place(step),
                    json_quoted(trace_.purposes[step.message->purpose])));
  }

  void write(const OperationSpan& span, std::size_t id) {
    const auto half = [&](char phase, Time at) {
      add(fmt::format(R"({{"ph":"{}","cat":"op","id":"{:#x}","pid":0,"tid":{},"ts":{},"name":{}}})",
                      phase, id, lane(trace_, span.client), us(at - kStart),
                      json_quoted(span.name)));
    };
    half('b', span.begin);
    half('e', span.end);
  }

  const Trace& trace_;
  std::string events_;
};

}  // namespace

std::string chrome(const Trace& trace) { return Writer(trace).write(); }

}  // namespace sim
