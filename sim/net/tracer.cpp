#include "sim/net/tracer.h"

#include <array>
#include <iterator>
#include <utility>

#include "sim/kernel/check.h"

namespace sim {

std::string_view word(TracedMessage::Fate fate) {
  constexpr std::array<std::string_view, 7> kWords = {
      "in-flight",     "delivered",         "lost", "partitioned", "unroutable",
      "receiver-down", "receiver-restarted"};
  return kWords[static_cast<std::size_t>(fate)];
}

std::string_view word(TracedEvent::Kind kind) {
  constexpr std::array<std::string_view, 5> kWords = {"crash", "restart", "fault", "fault-end",
                                                      "note"};
  return kWords[static_cast<std::size_t>(kind)];
}

Tracer::Tracer(const Simulation& simulation, std::size_t most)
    : simulation_(simulation), most_(most) {
  SIM_CHECK(most > 0, "a tracer has room for something");
}

TracedMessage* Tracer::find(std::uint32_t message) {
  if (messages_.empty() || message < messages_.front().number) return nullptr;
  return &messages_[message - messages_.front().number];
}

/// What is sent about the same key while a message is in hand is of that one's operation.
void Tracer::inherit(Subject& about, std::uint32_t cause) {
  const TracedMessage* in_hand = cause == 0 ? nullptr : find(cause);
  if (in_hand == nullptr) return;
  if (about.continues && about.key.empty()) about.key = in_hand->about.key;
  const bool goes_on = about.continues || (!about.key.empty() && about.key == in_hand->about.key);
  if (goes_on && about.operation.empty()) about.operation = in_hand->about.operation;
}

std::uint32_t Tracer::add(const Sending& sending, Subject about, std::uint32_t duplicate_of) {
  SIM_CHECK(last_message_ < ~std::uint32_t{0}, "more messages than a trace can number");
  if (messages_.size() == most_) {
    messages_.pop_front();
    ++dropped_;
  }
  const Time now = simulation_.now();
  messages_.push_back({.number = ++last_message_,
                       .cause = sending.cause,
                       .duplicate_of = duplicate_of,
                       .from = sending.from,
                       .to = sending.to,
                       .purpose = sending.purpose,
                       .sent = now,
                       .ended = now,
                       .sent_step = ++last_step_,
                       .about = std::move(about)});
  return last_message_;
}

std::uint32_t Tracer::sent(const Sending& sending, Subject about) {
  inherit(about, sending.cause);
  return add(sending, std::move(about), 0);
}

std::uint32_t Tracer::duplicated(std::uint32_t message, Sending sending) {
  const TracedMessage* original = find(message);
  if (original == nullptr) return add(sending, {}, message);
  sending.cause = original->cause;
  return add(sending, original->about, message);
}

void Tracer::ended(std::uint32_t message, TracedMessage::Fate fate) {
  TracedMessage* ending = find(message);
  ++last_step_;
  if (ending == nullptr) return;
  ending->fate = fate;
  ending->ended = simulation_.now();
  ending->ended_step = last_step_;
}

void Tracer::happened(TracedEvent::Kind kind, std::vector<NodeId> hosts, Subject about,
                      std::uint32_t cause) {
  if (events_.size() == most_) {
    events_.pop_front();
    ++dropped_;
  }
  inherit(about, cause);
  events_.push_back(
      {kind, ++last_step_, simulation_.now(), cause, std::move(hosts), std::move(about)});
}

Trace Tracer::take() {
  Trace trace;
  trace.dropped = dropped_;
  for (TracedMessage& message : messages_)
    if (message.fate == TracedMessage::Fate::kInFlight) message.ended = simulation_.now();
  trace.messages.assign(std::make_move_iterator(messages_.begin()),
                        std::make_move_iterator(messages_.end()));
  trace.events.assign(std::make_move_iterator(events_.begin()),
                      std::make_move_iterator(events_.end()));
  messages_.clear();
  events_.clear();
  return trace;
}

}  // namespace sim
