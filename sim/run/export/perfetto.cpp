#include "sim/run/export/perfetto.h"

#include <cstdint>
#include <string_view>

#include <fmt/format.h>

#include "sim/run/export/slices.h"

namespace sim {
namespace {

/// A protobuf message that grows field by field. Numbers of fields are those of Perfetto's
/// perfetto_trace.proto.
class Proto {
 public:
  Proto& number(std::uint32_t field, std::uint64_t value) {
    tag(field, 0);
    varint(value);
    return *this;
  }
  Proto& fixed64(std::uint32_t field, std::uint64_t value) {
    tag(field, 1);
    for (int byte = 0; byte < 8; ++byte) bytes_ += static_cast<char>(value >> (8 * byte) & 0xff);
    return *this;
  }
  Proto& text(std::uint32_t field, std::string_view value) {
    tag(field, 2);
    varint(value.size());
    bytes_ += value;
    return *this;
  }
  Proto& message(std::uint32_t field, const Proto& value) { return text(field, value.bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  void tag(std::uint32_t field, std::uint32_t wire) { varint(std::uint64_t{field} << 3 | wire); }
  void varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

enum PacketField : std::uint32_t {
  kTimestamp = 8,
  kSequence = 10,
  kTrackEvent = 11,
  kSequenceFlags = 13,
  kTrackDescriptor = 60,
  kFirstOnSequence = 87
};
enum DescriptorField : std::uint32_t { kUuid = 1, kTrackName = 2, kProcess = 3, kParent = 5 };
enum ProcessField : std::uint32_t { kPid = 1, kProcessName = 6 };
enum EventField : std::uint32_t {
  kType = 9,
  kTrack = 11,
  kCategory = 22,
  kName = 23,
  kFlow = 47,
  kLastOfFlow = 48
};
enum EventType : std::uint64_t { kBegin = 1, kEnd = 2, kInstant = 3 };
constexpr std::uint64_t kCleared = 1;  // of kSequenceFlags: nothing is known from before

class Writer {
 public:
  explicit Writer(const Trace& trace) : trace_(trace) {}

  std::string write() {
    for (std::uint32_t i = 0; i < trace_.hosts.size(); ++i) describe_host(NodeId{i});
    describe(fault_track(), "faults of the network");
    for (const Slice& slice : slices_of(trace_)) write(slice);
    std::uint64_t track = fault_track();
    for (const OperationSpan& span : operation_spans(trace_)) write(span, ++track);
    for (const TracedEvent& event : trace_.events)
      if (event.hosts.empty())
        add(event.at, begun(kInstant, fault_track(), told(event), word(event.kind)));
    return bytes_;
  }

 private:
  // Of hosts from 1 on, then this one, then those of operations.
  std::uint64_t fault_track() const { return trace_.hosts.size() + 1; }
  std::uint64_t track_of(NodeId host) const { return host.value + 1; }

  void add(Proto packet) {
    packet.number(kSequence, 1);
    if (bytes_.empty()) packet.number(kSequenceFlags, kCleared).number(kFirstOnSequence, 1);
    bytes_ += Proto().message(1, packet).bytes();
  }
  void add(Time at, const Proto& event) {
    const auto ns = static_cast<std::uint64_t>((at - kStart).count());
    add(Proto().number(kTimestamp, ns).message(kTrackEvent, event));
  }

  void describe_host(NodeId host) {
    Proto process;
    process.number(kPid, track_of(host)).text(kProcessName, trace_.hosts[host.value]);
    add(Proto().message(kTrackDescriptor,
                        Proto().number(kUuid, track_of(host)).message(kProcess, process)));
  }
  void describe(std::uint64_t track, std::string_view name, std::uint64_t parent = 0) {
    Proto descriptor;
    descriptor.number(kUuid, track).text(kTrackName, name);
    if (parent != 0) descriptor.number(kParent, parent);
    add(Proto().message(kTrackDescriptor, descriptor));
  }

  static Proto begun(EventType type, std::uint64_t track, std::string_view name,
                     std::string_view category) {
    Proto event;
    event.number(kType, type).number(kTrack, track).text(kCategory, category).text(kName, name);
    return event;
  }
  static Proto ended(std::uint64_t track) {
    return Proto().number(kType, kEnd).number(kTrack, track);
  }

  void write(const Slice& slice) {
    const Step& step = slice.step;
    const std::uint64_t track = track_of(step.host);
    Proto event = begun(kBegin, track, told(trace_, step),
                        step.event == nullptr ? "msg" : word(step.event->kind));
    if (step.message != nullptr && step.message->fate == TracedMessage::Fate::kDelivered)
      event.fixed64(step.receives ? kLastOfFlow : kFlow, step.message->number);
    add(step.at, event);
    add(step.at + slice.length, ended(track));
  }

  void write(const OperationSpan& span, std::uint64_t track) {
    describe(track, "operations", track_of(span.client));
    add(span.begin, begun(kBegin, track, span.name, "op"));
    add(span.end, ended(track));
  }

  const Trace& trace_;
  std::string bytes_;
};

}  // namespace

std::string perfetto(const Trace& trace) { return Writer(trace).write(); }

}  // namespace sim
