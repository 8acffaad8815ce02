#include <algorithm>
#include <utility>

#include "models/dynamo/messages.h"

namespace dynamo {
namespace {

using sim::Subject;

std::string key_name(kv::Key key) { return "k" + std::to_string(key.value); }
std::string version_name(const kv::Value& value) { return "v" + std::to_string(value.id); }
std::string node_name(sim::NodeId node) { return "node " + std::to_string(node.value); }

/// No other operation of the run has it.
std::string name(const Caller& caller) {
  return std::to_string(caller.client.value) + "/" + std::to_string(caller.operation.slot) + "." +
         std::to_string(caller.operation.generation);
}

std::string attempt(const Caller& caller) {
  return caller.attempt == 0 ? "" : ", attempt " + std::to_string(caller.attempt + 1);
}

Subject subject_of(const Put& put) {
  const std::string over = put.context.empty() ? "blind" : "over " + told(put.context);
  return {.key = key_name(put.key),
          .operation = name(put.caller),
          .versions = {version_name(put.value)},
          .text = (put.value.is_tombstone ? "a delete, " : "") + over + attempt(put.caller)};
}

std::string word(kv::Outcome outcome) {
  switch (outcome) {
    case kv::Outcome::kOk:
      return "ok";
    case kv::Outcome::kFail:
      return "failed";
    case kv::Outcome::kUnknown:
      break;
  }
  return "unknown";
}

Subject answer(const Caller& caller, kv::Outcome outcome, const Siblings& versions) {
  return {.operation = name(caller),
          .versions = version_names(versions),
          .text = word(outcome) + attempt(caller),
          .continues = true};
}

/// Names of one list that the other has not.
std::vector<std::string> without(const std::vector<std::string>& names,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> left;
  for (const std::string& name : names)
    if (std::find(others.begin(), others.end(), name) == others.end()) left.push_back(name);
  return left;
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : " and ") + name;
  return text.empty() ? "nothing" : text;
}

Subject goes_on() { return {.continues = true}; }

}  // namespace

std::vector<std::string> version_names(const Siblings& siblings) {
  std::vector<std::string> names;
  for (const VersionRef& version : siblings.all()) names.push_back(version_name(version->value));
  return names;
}

std::vector<std::string> version_names(std::initializer_list<Stamp> puts) {
  std::vector<std::string> names;
  for (const Stamp put : puts) names.push_back("v" + std::to_string(put));
  return names;
}

std::string told(const Siblings& siblings) { return joined(version_names(siblings)); }

Subject change_of(kv::Key key, const Siblings& before, const Siblings& after,
                  sim::NodeId for_whom) {
  const auto old = version_names(before), now = version_names(after);
  const auto died = without(old, now);
  Subject about = subject_of(key, {}, "holds " + joined(now));
  if (for_whom != kNoNode) about.text += " for " + node_name(for_whom);
  if (!died.empty()) about.text += "; " + joined(died) + " died";
  about.versions = without(now, old);
  about.versions.insert(about.versions.end(), died.begin(), died.end());
  return about;
}

Subject subject_of(kv::Key key, const Siblings& versions, std::string text) {
  return {.key = key_name(key), .versions = version_names(versions), .text = std::move(text)};
}

Subject subject(const ClientGet& get) {
  return {.key = key_name(get.key),
          .operation = name(get.caller),
          .text = get.caller.attempt == 0 ? "" : attempt(get.caller).substr(2)};
}
Subject subject(const ClientPut& asked) { return subject_of(*asked.put); }
Subject subject(const ChosenPut& chosen) { return subject_of(*chosen.put); }
Subject subject(const Taken&) { return goes_on(); }
Subject subject(const GetReply& reply) {
  return answer(reply.caller, reply.outcome, reply.versions);
}
Subject subject(const PutReply& reply) {
  return answer(reply.caller, reply.outcome, reply.written);
}
Subject subject(const Read& read) { return subject_of(read.key, {}); }
Subject subject(const ReadReply& reply) {
  return {.versions = version_names(reply.versions),
          .text = reply.versions.empty() ? "nothing" : "",
          .continues = true};
}
Subject subject(const Write& write) { return subject_of(write.key, write.versions); }
Subject subject(const WriteReply&) { return goes_on(); }
Subject subject(const Repair& repair) { return subject_of(repair.key, repair.versions); }
Subject subject(const Handoff& handoff) { return subject_of(handoff.key, handoff.versions); }
Subject subject(const HandoffReply& reply) { return subject_of(reply.key, {}); }
Subject subject(const Missed& missed) { return subject_of(missed.key, missed.versions); }

}  // namespace dynamo
