#include "sim/run/export/selection.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace sim {
namespace {

using Kind = TracedEvent::Kind;

bool is_note(const TracedEvent& event) { return event.kind == Kind::kNote; }

bool shares(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::any_of(some.begin(), some.end(), [&](const std::string& one) {
    return std::find(others.begin(), others.end(), one) != others.end();
  });
}

/// Which messages and notes of a trace are chosen. Faults are added in the end.
class Choice {
 public:
  explicit Choice(const Trace& trace)
      : trace_(trace), messages_(trace.messages.size()), notes_(trace.events.size()) {}

  const TracedMessage* message(std::uint32_t number) const {
    if (number == 0 || trace_.messages.empty()) return nullptr;
    const auto found = std::lower_bound(
        trace_.messages.begin(), trace_.messages.end(), number,
        [](const TracedMessage& message, std::uint32_t wanted) { return message.number < wanted; });
    return found == trace_.messages.end() || found->number != number ? nullptr : &*found;
  }
  bool has(const TracedMessage& message) const { return messages_[index(message)]; }
  bool has(const TracedEvent& note) const { return notes_[index(note)]; }
  void add(const TracedMessage& message) { messages_[index(message)] = true; }
  void add(const TracedEvent& note) { notes_[index(note)] = true; }

  /// With what befell the chosen hosts from the first of it to the last, or to `until` if later.
  Trace result(Time until = kStart) const;

 private:
  std::size_t index(const TracedMessage& message) const {
    return static_cast<std::size_t>(&message - trace_.messages.data());
  }
  std::size_t index(const TracedEvent& note) const {
    return static_cast<std::size_t>(&note - trace_.events.data());
  }
  void add_faults(Trace& chosen, Time from, Time until) const;

  const Trace& trace_;
  std::vector<bool> messages_, notes_;
};

/// Of a host that has part in it, what befell it meanwhile, and what it was in before. A fault that
/// is only the name of a crash or a restart at the same moment adds nothing.
void Choice::add_faults(Trace& chosen, Time from, Time until) const {
  std::set<std::uint32_t> hosts;
  for (const TracedMessage& message : chosen.messages)
    hosts.insert({message.from.value, message.to.value});
  for (const TracedEvent& note : chosen.events) hosts.insert(note.hosts[0].value);
  const auto has_part = [&](const TracedEvent& event) {
    return event.hosts.empty() ||
           std::any_of(event.hosts.begin(), event.hosts.end(),
                       [&](NodeId host) { return hosts.contains(host.value); });
  };
  std::set<std::pair<Time, std::uint32_t>> told;  // crashes and restarts
  for (const TracedEvent& event : trace_.events)
    if (event.kind == Kind::kCrash || event.kind == Kind::kRestart)
      told.insert({event.at, event.hosts[0].value});
  std::map<std::string, const TracedEvent*> in_force;  // when it begins, by what it is
  std::vector<const TracedEvent*> meanwhile;
  for (const TracedEvent& event : trace_.events) {
    if (is_note(event) || event.at > until || !has_part(event)) continue;
    const bool is_fault = event.kind == Kind::kFault || event.kind == Kind::kFaultEnd;
    if (is_fault && !event.hosts.empty() && told.contains({event.at, event.hosts[0].value}))
      continue;
    if (event.at >= from) {
      meanwhile.push_back(&event);
      continue;
    }
    const std::string what =
        is_fault ? event.about.text : "host " + std::to_string(event.hosts[0].value);
    const bool begins = event.kind == Kind::kFault || event.kind == Kind::kCrash;
    in_force[what] = begins ? &event : nullptr;
  }
  for (const auto& [what, event] : in_force)
    if (event != nullptr) meanwhile.push_back(event);
  for (const TracedEvent* event : meanwhile) chosen.events.push_back(*event);
  std::stable_sort(chosen.events.begin(), chosen.events.end(),
                   [](const TracedEvent& a, const TracedEvent& b) { return a.step < b.step; });
}

Trace Choice::result(Time until) const {
  Trace chosen{.hosts = trace_.hosts,
               .storage_count = trace_.storage_count,
               .purposes = trace_.purposes,
               .dropped = trace_.dropped,
               .messages = {},
               .events = {}};
  Time from = kNever;
  const auto extend = [&](Time begin, Time end) {
    from = std::min(from, begin);
    until = std::max(until, end);
  };
  for (const TracedMessage& message : trace_.messages) {
    if (!has(message)) continue;
    chosen.messages.push_back(message);
    extend(message.sent, message.ended);
  }
  for (const TracedEvent& event : trace_.events) {
    if (!has(event)) continue;
    chosen.events.push_back(event);
    extend(event.at, event.at);
  }
  add_faults(chosen, from, until);
  return chosen;
}

/// The chain of a violation that names a key.
class Chain {
 public:
  Chain(const Violation& violation, const Trace& trace)
      : violation_(violation), trace_(trace), choice_(trace) {}

  Trace find() {
    if (violation_.versions.empty())
      choose_last_operations();
    else
      choose_by_version();
    add_copies_and_replies();
    add_notes_without_message();
    return choice_.result(violation_.at);
  }

 private:
  static constexpr std::size_t kLastOperations = 4;  // our choice: a write, its answer, two reads

  bool concerns(const TracedMessage& message) const {
    return message.about.key == violation_.key && message.sent <= violation_.at;
  }
  bool concerns(const TracedEvent& event) const {
    return is_note(event) && event.about.key == violation_.key && event.at <= violation_.at;
  }

  void choose_by_version() {
    std::set<std::string> operations;  // whose every message belongs to the chain
    for (const TracedMessage& message : trace_.messages) {
      if (!concerns(message) || !shares(message.about.versions, violation_.versions)) continue;
      const bool asks = message.from.value >= trace_.storage_count;
      const bool is_answer = message.ended == violation_.at;
      const std::string& operation = message.about.operation;
      if (operation.empty()) choice_.add(message);
      if (!operation.empty() && (asks || is_answer)) operations.insert(operation);
    }
    for (const TracedMessage& message : trace_.messages)
      if (concerns(message) && operations.contains(message.about.operation)) choice_.add(message);
    for (const TracedEvent& event : trace_.events)
      if (concerns(event) && shares(event.about.versions, violation_.versions)) {
        choice_.add(event);
        add_causes(event.cause);
      }
  }

  void choose_last_operations() {
    std::vector<std::string> operations;  // in the order of their first messages
    for (const TracedMessage& message : trace_.messages) {
      const std::string& operation = message.about.operation;
      const bool known =
          std::find(operations.begin(), operations.end(), operation) != operations.end();
      if (concerns(message) && !operation.empty() && !known) operations.push_back(operation);
    }
    if (operations.size() > kLastOperations)
      operations.erase(operations.begin(), operations.end() - kLastOperations);
    const std::set<std::string> last(operations.begin(), operations.end());
    for (const TracedMessage& message : trace_.messages)
      if (concerns(message) && last.contains(message.about.operation)) choice_.add(message);
    for (const TracedEvent& event : trace_.events) {
      const TracedMessage* in_hand = choice_.message(event.cause);
      if (concerns(event) && in_hand != nullptr && choice_.has(*in_hand)) choice_.add(event);
    }
  }

  bool is_other_operation(const TracedMessage& message) const {
    const TracedMessage* cause = choice_.message(message.cause);
    return cause == nullptr || cause->about.operation != message.about.operation;
  }

  /// Back to where the operation began, or the key is another.
  void add_causes(std::uint32_t number) {
    const TracedMessage* message = choice_.message(number);
    while (message != nullptr && concerns(*message) && !choice_.has(*message)) {
      choice_.add(*message);
      if (is_other_operation(*message)) return;
      message = choice_.message(message->cause);
    }
  }

  /// Of a message without an operation (a hint that is delivered): its answer.
  void add_copies_and_replies() {
    for (const TracedMessage& message : trace_.messages) {
      const TracedMessage* cause = choice_.message(message.cause);
      const bool answers = cause != nullptr && choice_.has(*cause) && concerns(message) &&
                           cause->about.operation.empty() && message.to == cause->from;
      if (answers) choice_.add(message);
    }
  }

  /// What no message did: what a crash left, what rotted, since the chain began.
  void add_notes_without_message() {
    std::uint64_t first = ~std::uint64_t{0};
    for (const TracedMessage& message : trace_.messages)
      if (choice_.has(message)) first = std::min(first, message.sent_step);
    for (const TracedEvent& event : trace_.events)
      if (concerns(event) && event.cause == 0 && event.step > first) choice_.add(event);
  }

  const Violation& violation_;
  const Trace& trace_;
  Choice choice_;
};

}  // namespace

Trace within(const Trace& trace, const Window& window) {
  Choice choice(trace);
  const auto wanted = [&](const Subject& about, Time begin, Time end) {
    return (window.key.empty() || about.key == window.key) &&
           (!window.from || end >= *window.from) && (!window.until || begin <= *window.until);
  };
  for (const TracedMessage& message : trace.messages)
    if (wanted(message.about, message.sent, message.ended)) choice.add(message);
  for (const TracedEvent& event : trace.events)
    if (is_note(event) && wanted(event.about, event.at, event.at)) choice.add(event);
  return choice.result();
}

Trace past_of(const Violation& violation, const Trace& trace) {
  if (violation.key.empty()) return within(trace, {.until = violation.at});
  return Chain(violation, trace).find();
}

}  // namespace sim
