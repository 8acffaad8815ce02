// The smallest model that a runner can run: a client asks the first node every millisecond.
#pragma once

#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "sim/model/model.h"
#include "sim/net/context.h"

namespace echo {

struct Ask {};
struct Answer {};
struct AskTimer {};
using Message = std::variant<Ask, Answer, AskTimer>;
inline sim::Postage postage(const Message& message) {
  return {.bytes = 100, .kind = static_cast<std::uint8_t>(message.index() == 1 ? 1 : 0)};
}

/// What may go wrong on purpose, and when; zero: never.
struct Config {
  sim::Duration violation_at{}, bug_at{}, interrupt_at{};
  sim::Duration second_ask_at{};  // in no scenario: another build of the program
  bool at(sim::Duration when, sim::Time now) const {
    return when != sim::Duration::zero() && now >= sim::kStart + when;
  }
};

/// Shared by the processes of one cluster.
struct Counts {
  sim::Histogram latency;
  std::uint64_t asked = 0;
  bool stopped = false, interrupted = false, asked_twice = false;
};

class Node final : public sim::Protocol<Node, Message> {
 public:
  explicit Node(sim::Context<Message> context) : context_(context) {}
  void start() override {}
  void on(sim::NodeId from, const Ask&) { context_.send(from, Answer{}); }
  void on(sim::NodeId, const Answer&) {}
  void on(sim::NodeId, const AskTimer&) {}

 private:
  sim::Context<Message> context_;
};

class Client final : public sim::Protocol<Client, Message> {
 public:
  Client(sim::Context<Message> context, const Config& config, Counts& counts, sim::Check& check)
      : context_(context), config_(config), counts_(counts), check_(check) {}
  void start() override { context_.after(std::chrono::milliseconds(1), AskTimer{}); }
  void on(sim::NodeId, const Ask&) {}
  void on(sim::NodeId, const Answer&) { counts_.latency.add(context_.true_time() - asked_); }
  void on(sim::NodeId, const AskTimer&) {
    const sim::Time now = context_.true_time();
    check_.pass();
    if (config_.at(config_.violation_at, now)) check_.fail({now, "an echo came back wrong", "k1"});
    SIM_CHECK(!config_.at(config_.bug_at, now), "broken on purpose");
    if (config_.at(config_.interrupt_at, now) && !counts_.interrupted) {
      counts_.interrupted = true;
      std::raise(SIGINT);
    }
    if (counts_.stopped) return;
    ++counts_.asked;
    asked_ = now;
    context_.send(sim::NodeId{0}, Ask{});
    if (config_.at(config_.second_ask_at, now) && !std::exchange(counts_.asked_twice, true))
      context_.send(sim::NodeId{0}, Ask{});
    context_.after(std::chrono::milliseconds(1), AskTimer{});
  }

 private:
  sim::Context<Message> context_;
  Config config_;
  Counts& counts_;
  sim::Check& check_;
  sim::Time asked_;
};

class EchoCluster final : public sim::Cluster {
 public:
  EchoCluster(const sim::World& world, const Config& config)
      : check_(world.checks.add("echoes-come-back", "every echo is the one asked for")) {
    sim::Network& network = world.network;
    const std::size_t nodes = network.storage_places().size();
    for (std::size_t i = 0; i < nodes; ++i)
      network.add_storage(
          [&network](sim::NodeId self) {
            return std::make_unique<Node>(sim::Context<Message>(network, self));
          },
          [](std::any&, sim::Keeps) {});
    network.add_client("client", sim::SiteId{0}, [this, &network, config](sim::NodeId self) {
      return std::make_unique<Client>(sim::Context<Message>(network, self), config, counts_,
                                      check_);
    });
  }
  bool quiescent() const override { return counts_.stopped; }
  void stop_load() override { counts_.stopped = true; }
  std::vector<sim::NodeId> holders_of(std::uint64_t) const override { return {sim::NodeId{0}}; }
  void set_load(std::string_view, sim::Ratio) override {}
  void rot(sim::NodeId, sim::Ratio, sim::Rng&) override {}
  void judge() override { check_.pass(); }
  void report(sim::Results& results) const override {
    results.summary.push_back({"asked", "all", sim::Decimal::whole(counts_.asked), "count"});
    results.summary.push_back({"availability", "all",
                               sim::Decimal::ratio(counts_.latency.count(), counts_.asked),
                               "ratio"});
    results.latencies.push_back({"echo", "ask", "ok", counts_.latency});
    results.history.push_back({R"({"index":0})"});
  }

 private:
  Counts counts_;
  sim::Check& check_;
};

class EchoModel final : public sim::Model {
 public:
  explicit EchoModel(Config config = {}) : config_(config) {}
  void describe(sim::Fields& fields) override {
    fields.group(
        "echo",
        [this](sim::Fields& echo) {
          echo.duration("violation_at", config_.violation_at, {.doc = "when a check fails"});
          echo.duration("bug_at", config_.bug_at, {.doc = "when the program fails"});
          echo.duration("interrupt_at", config_.interrupt_at, {.doc = "when Ctrl-C comes"});
        },
        {.doc = "the echo model"});
  }
  void validate(const sim::TopologySpec&, sim::Problems&) const override {}
  sim::NetworkSpec network() const override {
    sim::NetworkSpec spec;
    spec.message_names = {"ask", "answer"};
    spec.legs.resize(1);
    return spec;
  }
  std::vector<std::string> workload_names() const override { return {}; }
  std::unique_ptr<sim::Cluster> build(const sim::World& world) const override {
    return std::make_unique<EchoCluster>(world, config_);
  }

 private:
  Config config_;
};

inline sim::ModelInfo model() {
  return {"echo", "a client asks a node", "our own",
          []() -> std::unique_ptr<sim::Model> { return std::make_unique<EchoModel>(); },
          []() -> std::vector<sim::MetricInfo> {
            return {{"asked", "count", "what the client asked"},
                    {"availability", "ratio", "of it, what was answered"},
                    {"missed", "count", "reported by another model"}};
          }};
}

/// The same by name and scenario, but after three seconds it asks twice, once.
inline sim::ModelInfo altered_model() {
  return {"echo", "a client asks a node", "our own", []() -> std::unique_ptr<sim::Model> {
            Config config;
            config.second_ask_at = std::chrono::seconds(3);
            return std::make_unique<EchoModel>(config);
          }};
}

/// A scenario of ten simulated seconds.
inline std::string scenario(const std::string& expect = R"("availability": ">= 99%")") {
  return R"({"name": "echo", "title": "An echo", "model": "echo", "seed": 1,
  "phases": {"warmup": "1s", "measure": "8s", "settle": "1s"},
  "topology": {"sites": [{"name": "a", "nodes": 2}],
               "links": [{"within": "*", "latency": "100us"}]},
  "expect": {)" +
         expect + "}}\n";
}

}  // namespace echo
