// Messages between hosts: delays, losses, who gets what, and the law that none vanishes.
#include <gtest/gtest.h>

#include "tests/net/support.h"

namespace test {
namespace {

TEST(Network, AMessageTakesTheLatencyOfItsRoute) {
  World world(sites(2, 1, 3ms));
  world.network.start();
  world.send(0, 1, {.number = 7});
  world.run_for(10ms);
  ASSERT_EQ(world.at(1).pings.size(), 1u);
  EXPECT_EQ(world.at(1).pings[0].number, 7u);
  EXPECT_EQ(world.at(1).pings[0].from, NodeId{0});
  EXPECT_EQ(world.at(1).pings[0].at, kStart + 3ms);
}

TEST(Network, AMessageToOneselfArrivesAtOnce) {
  World world(sites(2, 1, 3ms));
  world.network.start();
  world.send(0, 0);
  world.run_for(0ms);
  EXPECT_EQ(world.at(0).pings.size(), 1u);
}

}  // namespace
}  // namespace test
