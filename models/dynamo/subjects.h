// What messages of the Dynamo model are about, for traces. Included by messages.h alone.
#pragma once

#include <initializer_list>
#include <string>
#include <variant>
#include <vector>

#include "models/dynamo/messages.h"

namespace dynamo {

/// A put's version is "v17" after the value that it wrote, what was there before the run "v0".
std::vector<std::string> version_names(const Siblings&);
std::vector<std::string> version_names(std::initializer_list<Stamp>);
/// The same for people: "v17 and v18", "nothing".
std::string told(const Siblings&);
/// About a key and these versions of it.
sim::Subject subject_of(kv::Key, const Siblings&, std::string text = {});
/// A node holds other versions of the key, for itself or for another: which came, and which died.
sim::Subject change_of(kv::Key, const Siblings& before, const Siblings& after,
                       sim::NodeId for_whom = kNoNode);

sim::Subject subject(const ClientGet&);
sim::Subject subject(const ClientPut&);
sim::Subject subject(const ChosenPut&);
sim::Subject subject(const Taken&);
sim::Subject subject(const GetReply&);
sim::Subject subject(const PutReply&);
sim::Subject subject(const Read&);
sim::Subject subject(const ReadReply&);
sim::Subject subject(const Write&);
sim::Subject subject(const WriteReply&);
sim::Subject subject(const Repair&);
sim::Subject subject(const Handoff&);
sim::Subject subject(const HandoffReply&);
sim::Subject subject(const Missed&);

/// Of the others their purpose says all.
template <class Body>
sim::Subject subject(const Body&) {
  return {};
}
inline sim::Subject subject(const Message& message) {
  return std::visit([](const auto& body) { return subject(body); }, message);
}

}  // namespace dynamo
