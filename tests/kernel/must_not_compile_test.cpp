// Mistakes that the types refuse. Each line fails to compile if the mistake becomes possible.
#include <type_traits>

#include "sim/kernel/event_queue.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"

namespace sim {
namespace {

template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
template <class T>
concept HasNow = requires {
  T::now();
};

static_assert(Addable<Time, Duration> && !Addable<Time, Time>);
static_assert(Comparable<Duration, Duration> && !Comparable<Duration, int>);
static_assert(!Comparable<Time, Duration>);
static_assert(!std::is_convertible_v<std::int64_t, Duration>);
static_assert(!std::is_convertible_v<Duration, std::int64_t>);
static_assert(!std::is_convertible_v<double, Duration>);
static_assert(!HasNow<VirtualClock>);

static_assert(!std::is_convertible_v<NodeId, SiteId>);
static_assert(!std::is_convertible_v<std::uint32_t, NodeId>);
static_assert(!Comparable<NodeId, SiteId> && Comparable<NodeId, NodeId>);
static_assert(!Addable<NodeId, NodeId>);
static_assert(!Comparable<Bytes, int>);

static_assert(!std::is_copy_constructible_v<EventQueue>);

}  // namespace
}  // namespace sim
