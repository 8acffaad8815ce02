// The diagrams above the state machines are the arrows that the program follows.
#include "models/dynamo/state_machine.h"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "models/dynamo/anti_entropy.h"
#include "models/dynamo/forwarding.h"
#include "models/dynamo/get_request.h"
#include "models/dynamo/hinted_handoff.h"
#include "models/dynamo/put_request.h"

namespace test {
namespace {

using Drawn = std::set<std::string>;

/// The lines "///   kFrom --when---> kTo   what" of a header, each as "kFrom [when] kTo".
Drawn diagram_of(const std::string& header) {
  Drawn arrows;
  std::ifstream file(header);
  for (std::string line; std::getline(file, line);) {
    const std::size_t tail = line.find(" --"), head = line.find("> k");
    if (!line.starts_with("///   k") || tail == line.npos || head == line.npos) continue;
    std::string from, to, when = line.substr(tail + 3, head - tail - 3);
    std::istringstream(line.substr(3)) >> from;
    std::istringstream(line.substr(head + 2)) >> to;
    arrows.insert(from + " [" + when.substr(0, when.find_last_not_of('-') + 1) + "] " + to);
  }
  return arrows;
}

template <class Request>
Drawn followed() {
  Drawn arrows;
  for (const auto& arrow : Request::kArrows) {
    const auto name = [](auto state) {
      return std::string(Request::kStateNames[static_cast<std::size_t>(state)]);
    };
    arrows.insert(name(arrow.from) + " [" + std::string(arrow.when) + "] " + name(arrow.to));
  }
  return arrows;
}

TEST(StateMachine, TheReadCoordinatorsDiagramIsWhatItFollows) {
  EXPECT_EQ(diagram_of("models/dynamo/get_request.h"), followed<dynamo::GetRequest>());
}

TEST(StateMachine, TheDiagramOfAForwardingIsWhatItFollows) {
  EXPECT_EQ(diagram_of("models/dynamo/forwarding.h"), followed<dynamo::Forwarding>());
}

TEST(StateMachine, TheDiagramOfADeliveryIsWhatItFollows) {
  EXPECT_EQ(diagram_of("models/dynamo/hinted_handoff.h"), followed<dynamo::Delivery>());
}

TEST(StateMachine, TheDiagramOfAnExchangeIsWhatItFollows) {
  EXPECT_EQ(diagram_of("models/dynamo/anti_entropy.h"), followed<dynamo::AntiEntropy>());
}

TEST(StateMachine, TheWriteCoordinatorsDiagramIsWhatItFollows) {
  EXPECT_EQ(diagram_of("models/dynamo/put_request.h"), followed<dynamo::PutRequest>());
}

TEST(StateMachine, AnyOtherMoveIsABug) {
  auto state = dynamo::GetRequest::State::kDone;
  EXPECT_THROW(
      dynamo::follow(dynamo::GetRequest::kArrows, state, dynamo::GetRequest::State::kWaiting),
      sim::InternalError);
}

}  // namespace
}  // namespace test
