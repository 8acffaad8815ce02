#include "models/kv/metrics.h"

#include <string>

#include "models/kv/tally.h"

namespace kv {
namespace {

class Told {
 public:
  void add(std::string name, std::string unit, std::string doc) {
    all.push_back({std::move(name), std::move(unit), std::move(doc)});
  }
  void latency(const std::string& op, const std::string& of) {
    const std::string path = op + ".latency.", from = " of " + of + ", from their intended start";
    add(path + "mean", "ms", "mean latency" + from);
    add(path + "p50", "ms", "median latency" + from);
    for (const char* percent : {"90", "99", "99.9"})
      add(path + "p" + percent, "ms",
          "latency that " + std::string(percent) + " % of them do not exceed," + from);
    add(path + "max", "ms", "longest latency" + from);
  }
  std::vector<sim::MetricInfo> all;
};

void tell_operations(Told& told, const std::string& op) {
  told.add(op + ".count", "count", op + "s that were to begin in the measurement and have ended");
  told.add(op + ".ok", "count", "of " + op + ".count, those that succeeded");
  told.add(op + ".fail", "count", "of " + op + ".count, those that certainly did nothing");
  told.add(op + ".unknown", "count", "of " + op + ".count, those of which the client cannot know");
  told.add(op + ".availability", "ratio", op + ".ok of " + op + ".count");
  told.latency(op, op + "s that succeeded");
}

void tell_reads(Told& told) {
  told.add("reads.after_write", "count",
           "gets that succeeded, begun after a put of their key was acknowledged");
  told.add("reads.stale", "count",
           "of reads.after_write, those that returned neither the latest put acknowledged before "
           "they began nor "
           "a newer one");
  told.add("reads.stale.ratio", "ratio", "reads.stale of reads.after_write");
  told.add("reads.empty", "count", "gets that succeeded and returned no value");
  told.add("reads.versions_behind.mean", "count",
           "acknowledged puts that a stale read had missed, on average");
  told.add("reads.versions_behind.max", "count",
           "the most acknowledged puts that a stale read had missed");
  for (const std::uint32_t k : Tally::kVersions)
    told.add("reads.within_versions." + std::to_string(k) + ".ratio", "ratio",
             "of reads.after_write, those that returned one of the latest " + std::to_string(k) +
                 " versions (PBS's k-staleness)");
  told.add("keys.hottest.put_ratio", "ratio", "of all puts, those of the key with most of them");
}

void tell_siblings(Told& told) {
  for (const char* values : {"1", "2", "3"})
    told.add("siblings." + std::string(values), "count",
             "gets that returned " + std::string(values) + " concurrent values (Dynamo 6.3)");
  told.add("siblings.4+", "count", "gets that returned four or more concurrent values");
  told.add("siblings.mean", "count", "values of a get that returned any, on average");
  told.add("siblings.max", "count", "the most values that a get returned");
}

void tell_sessions(Told& told) {
  told.add("sessions.read_your_writes.violated", "count",
           "gets older than a put of their own client that was acknowledged before");
  told.add("sessions.monotonic_reads.violated", "count",
           "gets older than what their client had read before");
  told.add("sessions.monotonic_writes.violated", "count",
           "gets with two values of one client as siblings, though one was acknowledged first");
  told.add("sessions.writes_follow_reads.violated", "count",
           "gets with a value beside one that its writer had read");
}

void tell_carts(Told& told) {
  told.add("cart.adds", "count", "items that an acknowledged put added to a cart");
  told.add("cart.adds.lost", "count",
           "of cart.adds, those in no cart in the end, though nobody "
           "took them out");
  told.add("cart.removals", "count", "items that an acknowledged put took out of a cart");
  told.add("cart.merges", "count", "puts that united siblings (Dynamo 4.4)");
  told.add("cart.items.max", "count", "the most items in a cart");
  told.add("cart.items.resurfaced", "count", "removed items that came back (Dynamo 4.4)");
}

}  // namespace

std::vector<sim::MetricInfo> metrics() {
  Told told;
  told.add("availability", "ratio", "of the operations that ended, those that succeeded");
  told.add("throughput", "per_s", "operations that succeeded");
  told.add("arrivals.abandoned", "count", "operations that found no client before the load ended");
  told.add("operations.open_at_end", "count", "operations without an answer when the run ended");
  tell_operations(told, "get");
  tell_operations(told, "put");
  told.add("put.deletes", "count", "of put.ok, those that deleted their key");
  told.latency("read_modify_write", "a get and the put that follows, where both succeeded");
  tell_reads(told);
  tell_siblings(told);
  tell_sessions(told);
  tell_carts(told);
  return std::move(told.all);
}

}  // namespace kv
