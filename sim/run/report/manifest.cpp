#include "sim/run/report/manifest.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/digest.h"
#include "sim/run/report/tool.h"

namespace sim {
namespace {

using Json = nlohmann::ordered_json;

/// The nearest double, which JSON readers would make of the digits anyway.
Json number(const Decimal& value) {
  if (value.places == 0) return value.units;
  double power = 1;  // exact up to 10^22
  for (int i = 0; i < value.places; ++i) power *= 10;
  return static_cast<double>(value.units) / power;
}

std::string_view status_word(RunResult::Status status) {
  switch (status) {
    case RunResult::Status::kComplete:
      return "complete";
    case RunResult::Status::kStopped:
      return "stopped";
    case RunResult::Status::kInterrupted:
      return "interrupted";
  }
  return "";
}

Json checks_of(const RunResult& run) {
  Json checks = Json::array();
  for (const Check& check : run.checks.all())
    checks.push_back({{"check", check.name()},
                      {"verdict", check_verdict(check)},
                      {"evaluations", check.evaluations()},
                      {"failures", check.failures()}});
  return checks;
}

Json expectations_of(const RunResult& run) {
  Json expectations = Json::array();
  for (const ExpectationOutcome& outcome : run.expectations)
    expectations.push_back({{"metric", outcome.expectation.metric},
                            {"scope", outcome.expectation.scope},
                            {"expected", outcome.expectation.text},
                            {"measured", outcome.measured ? number(*outcome.measured) : Json()},
                            {"unit", outcome.unit},
                            {"verdict", verdict_word(outcome.verdict)}});
  return expectations;
}

Json summary_of(const RunResult& run) {
  Json summary = Json::array();
  for (const SummaryRow& row : run.results.summary)
    summary.push_back({{"metric", row.metric},
                       {"scope", row.scope},
                       {"value", number(row.value)},
                       {"unit", row.unit}});
  return summary;
}

Json memory_of(const RunResult& run) {
  Json memory = Json::array();
  for (const MemoryUse& use : run.memory)
    memory.push_back({{"what", use.what}, {"count", use.count}, {"bytes", use.bytes}});
  return memory;
}

Json host_of(const HostInfo& host, const RunResult& run) {
  Json inputs = Json::array();
  for (const InputDigest& input : host.inputs)
    inputs.push_back({{"name", input.name}, {"sha256", input.sha256}});
  return {{"command", host.command},
          {"scenario", {{"path", host.scenario_file}, {"sha256", host.scenario_sha256}}},
          {"git_commit", git_commit()},
          {"build",
           {{"compiler", compiler()},
            {"standard_library", standard_library()},
            {"flags", build_flags()}}},
          {"os", host.os},
          {"cpu", host.cpu},
          {"inputs", inputs},
          {"started_utc", host.started_utc},
          {"wall_s", static_cast<double>(host.wall_us) / 1e6},
          {"max_rss_bytes", host.max_rss_bytes},
          {"memory", memory_of(run)}};
}

}  // namespace

std::string run_id(const RunRequest& request) {
  std::string content =
      fmt::format("dynamosim run\nmodel_version {}\nseed {}\n", kModelVersion, request.seed);
  if (request.until) content += fmt::format("until_ns {}\n", request.until->count());
  return xxh3_128_hex(content + request.resolved).substr(0, 12);
}

std::string replay_command(const RunRequest& request) {
  std::string command = "dynamosim run scenario.json";
  if (request.until) command += fmt::format(" --until {}ns", request.until->count());
  return command + " --force";
}

std::string manifest_json(const RunRequest& request, const RunResult& run,
                          std::vector<OutputDigest> outputs, const std::optional<HostInfo>& host) {
  std::sort(outputs.begin(), outputs.end(),
            [](const OutputDigest& a, const OutputDigest& b) { return a.name < b.name; });
  Json files = Json::array();
  for (const OutputDigest& output : outputs)
    files.push_back({{"path", output.name},
                     {"bytes", output.bytes},
                     {"rows", output.rows},
                     {"sha256", output.sha256}});
  Json json = {
      {"schema", kSchemaVersion},
      {"tool",
       {{"name", kToolName}, {"version", tool_version()}, {"model_version", kModelVersion}}},
      {"run_id", run_id(request)},
      {"scenario", {{"name", request.scenario}, {"resolved_sha256", sha256_hex(request.resolved)}}},
      {"model", run.model},
      {"seed", run.seed},
      {"rng", "philox2x64-10/1"},
      {"until_ns", request.until ? Json(request.until->count()) : Json()},
      {"repro", replay_command(request)},
      {"status", status_word(run.status)},
      {"verdict", verdict_word(verdict(run))},
      {"sim_time_ns", run.ended_at.time_since_epoch().count()},
      {"events", run.events},
      {"fingerprint", fmt::format("{:016x}", run.fingerprint)},
      {"checks", checks_of(run)},
      {"expectations", expectations_of(run)},
      {"summary", summary_of(run)},
      {"outputs", files}};
  if (host) json["host"] = host_of(*host, run);
  return json.dump(2) + '\n';
}

std::optional<ManifestDigest> read_manifest(std::string_view text, std::string_view id) try {
  const Json json = Json::parse(text);
  const Json& tool = json.at("tool");
  if (tool.at("name") != kToolName || json.at("run_id") != id) return std::nullopt;
  ManifestDigest digest;
  digest.current = tool.at("version") == tool_version() && json.at("schema") == kSchemaVersion;
  digest.complete = json.at("status") != "interrupted";
  digest.ended_at = kStart + Duration(json.at("sim_time_ns").get<std::int64_t>());
  digest.failed = json.at("verdict") == "fail";
  digest.has_host = json.contains("host");
  for (const Json& expectation : json.at("expectations")) {
    const bool unknown = expectation.at("verdict") == "unknown";
    digest.inconclusive |= unknown;
    digest.unknown_metric |= !unknown && expectation.at("measured").is_null();
  }
  for (const Json& output : json.at("outputs")) {
    digest.has_history |= output.at("path") == "history.ndjson";
    digest.has_messages |= output.at("path") == "messages.ndjson";
  }
  return digest;
} catch (const nlohmann::json::exception&) {
  return std::nullopt;
}

}  // namespace sim
