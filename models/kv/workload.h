// What the clients of one workload ask for: how often, of which keys, how patiently.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/kv/types.h"
#include "sim/kernel/distribution.h"
#include "sim/kernel/ids.h"
#include "sim/kernel/time.h"
#include "sim/model/fields.h"

namespace kv {

class Inserts;

struct OperationTrace;

/// When operations begin. Open: a Poisson process of the whole workload that does not wait for
/// answers; an arrival that finds every client busy queues and keeps its intended start. Closed:
/// each client thinks, asks, waits for the answer, and thinks again. Trace: as open, what is asked
/// and when are those of a recording.
struct Arrival {
  enum class Kind : std::uint8_t { kOpen, kClosed, kTrace } kind{};
  sim::Rate rate{1000, 1'000'000'000};                             // kOpen; of all clients together
  sim::DistributionSpec think{sim::DistributionSpec::Constant{}};  // kClosed
  std::vector<std::string> trace_lines{};                          // kTrace
  std::shared_ptr<const OperationTrace> trace{};                   // what they say; null: nothing
};

/// Relative weights of the kinds of operation, in millionths; they need not add up to one.
struct Mix {
  std::int64_t get = 0, put = 0, read_modify_write = 0, put_then_get = 0, insert = 0, erase = 0;
  friend bool operator==(const Mix&, const Mix&) = default;
};

/// Defaults from a table of measured workloads, see workload_table.h.
struct Preset {
  std::vector<std::string> table;
  std::string row;
  std::optional<Mix> mix{};  // what it tells
  friend bool operator==(const Preset&, const Preset&) = default;
};

/// Which keys: `first` .. `first + count - 1`, and how often each. Inserts go on after the last.
struct KeyConfig {
  std::uint64_t count = 1000, first = 0;
  enum class Law : std::uint8_t { kUniform, kZipfian, kScrambledZipfian, kLatest, kHotspot } law{};
  std::int64_t theta_millionths = 990'000;  // the Zipfian laws: 0.99 is YCSB's constant
  sim::Ratio hot_data{20, 100}, hot_operations{80, 100};  // kHotspot: YCSB's defaults
};

/// Where a put's causal context comes from (Dynamo 4.4).
enum class ContextFrom : std::uint8_t {
  kLastSeen,   // what the clients of this place last saw of the key
  kNone,       // nowhere: a blind write
  kReadFirst,  // the client library reads the key, then writes
};

/// What the client library makes of the siblings that it read before a put (Dynamo 4.4, 6).
enum class Reconcile : std::uint8_t {
  kNone,       // nothing: what is written stands for them all
  kCartUnion,  // values are carts; what is written is all of them, united, and one change
};

/// Values that are sets of items, see carts.h.
struct CartConfig {
  sim::Ratio removals{0, 1};  // of the puts
  sim::Bytes item_size{100};  // our choice: an identifier and what belongs to it
};

/// YCSB's core workloads. E needs scans, which a Dynamo key space does not have.
enum class Ycsb : std::uint8_t { kA, kB, kC, kD, kE, kF };

/// One element of a scenario's "workloads".
struct WorkloadConfig {
  std::string name = "clients";
  std::vector<std::string> sites;  // of the clients, round robin; empty: every site
  std::uint32_t clients = 10;
  std::optional<Preset> preset;  // where given: the defaults of what its row tells
  Arrival arrival;
  std::optional<std::uint64_t> operations;  // no more are begun; empty: as time allows
  std::optional<Ycsb> ycsb;                 // where given: the defaults of mix and keys.law
  std::optional<Mix> mix;  // empty: of the preset or core workload, else as many gets as puts
  sim::DistributionSpec read_after{sim::DistributionSpec::Constant{}};  // of put_then_get
  KeyConfig keys;
  sim::Bytes value_size{1024};
  sim::Duration timeout{std::chrono::milliseconds(300)};  // of one attempt
  std::uint32_t retries = 0;                              // further attempts
  sim::DistributionSpec retry_backoff{sim::DistributionSpec::Constant{}};
  ContextFrom context = ContextFrom::kReadFirst;
  Reconcile reconcile = Reconcile::kNone;
  std::optional<CartConfig> cart;  // where given, values are carts
  bool preload = true;             // every key exists before the run starts

  void describe(sim::Fields&);  ///< fills in `mix`
  Mix effective_mix() const;
  bool writes() const;
  /// From its invocation until the last attempt is given up, by a client that is not paused.
  sim::Duration longest_operation() const;
};

/// Rules between fields. Pointers begin at `where`, the list: "/workloads".
void validate(std::span<const WorkloadConfig>, std::string_view where, sim::Problems&);

/// Keys of the run before any insert: 0 .. total_keys() - 1.
std::uint64_t total_keys(std::span<const WorkloadConfig>);

/// The clients of one workload at one site. There is at most one place per workload and site.
struct Place {
  std::uint32_t workload = 0;  // index into the list of workloads
  sim::SiteId site;
  ClientId first_client;             // its clients are first_client .. first_client + clients - 1
  std::uint32_t clients = 0;         // > 0
  std::shared_ptr<Inserts> inserts;  // of the workload's places; null: this place's own
  std::shared_ptr<std::uint64_t> operations_left{};  // of the workload's places; null: no bound
  std::uint32_t nth = 0, of = 1;                     // among the workload's places
};

/// Every place of every workload, for one run: clients numbered through; by workload, then by site
/// as listed. Requires valid workloads. Client i of a workload is at its i-th site, round robin.
std::vector<Place> places(std::span<const WorkloadConfig>, std::span<const std::string> site_names);

}  // namespace kv
