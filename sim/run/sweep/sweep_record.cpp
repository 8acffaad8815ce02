#include "sim/run/sweep/sweep_record.h"

#include <algorithm>
#include <map>
#include <optional>
#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "sim/run/report/run_folder.h"

namespace sim {
namespace {
namespace fs = std::filesystem;

using Json = nlohmann::ordered_json;

std::string header_of(const std::string& sweep, Shard shard) {
  const Json header = {{"sweep", sweep}, {"shard", shard.index}, {"of", shard.of}};
  return header.dump() + '\n';
}

fs::path file_of(const fs::path& folder, Shard shard) {
  return folder / "shards" / fmt::format("part-{:05}-of-{:05}.ndjson", shard.index, shard.of);
}

/// The lines that are whole.
std::vector<std::string> lines_of(const std::string& content) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0;;) {
    const std::size_t end = content.find('\n', begin);
    if (end == content.npos) return lines;
    lines.push_back(content.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::vector<fs::path> shard_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder / "shards"))
    for (const auto& entry : fs::directory_iterator(folder / "shards"))
      if (entry.path().extension() == ".ndjson") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string line_of(const SweepRow& row) {
  Json metrics = Json::array();
  for (const SummaryRow& metric : row.metrics)
    metrics.push_back(
        {metric.metric, metric.scope, metric.value.units, metric.value.places, metric.unit});
  const Json line = {{"run", row.run},
                     {"seed", row.seed},
                     {"id", row.id},
                     {"verdict", row.verdict},
                     {"failure", row.failure},
                     {"events", row.events},
                     {"fingerprint", row.fingerprint},
                     {"metrics", metrics}};
  return line.dump();
}

std::optional<SweepRow> row_of(const std::string& line) try {
  const Json json = Json::parse(line);
  SweepRow row{json.at("run"),     json.at("seed"),   json.at("id"),          json.at("verdict"),
               json.at("failure"), json.at("events"), json.at("fingerprint"), {}};
  for (const Json& metric : json.at("metrics"))
    row.metrics.push_back(
        {metric.at(0), metric.at(1), Decimal{metric.at(2), metric.at(3)}, metric.at(4)});
  return row;
} catch (const Json::exception&) {
  return std::nullopt;
}

ShardFile::ShardFile(const fs::path& folder, const std::string& sweep, Shard shard)
    : file_(file_of(folder, shard)) {
  std::string kept = header_of(sweep, shard);
  if (fs::exists(file_)) {
    const std::vector<std::string> lines = lines_of(file_content(file_));
    std::uint64_t next = shard.index;
    for (std::size_t i = 1; i < lines.size() && lines[0] + '\n' == header_of(sweep, shard); ++i) {
      std::optional<SweepRow> row = row_of(lines[i]);
      if (!row || row->run != next) break;
      rows_.push_back(*std::move(row));
      kept += lines[i] + '\n';
      next += shard.of;
    }
  }
  replace_file(file_, kept);
  out_.open(file_, std::ios::app | std::ios::binary);
  if (!out_) throw FileError(fmt::format("{}: cannot be written", file_.string()));
}

void ShardFile::add(const SweepRow& row) {
  out_ << line_of(row) << '\n' << std::flush;
  if (!out_) throw FileError(fmt::format("{}: cannot be written", file_.string()));
  rows_.push_back(row);
}

Gathered gather(const std::vector<fs::path>& folders) {
  Gathered all;
  std::map<std::uint64_t, std::string> lines_by_run;
  for (const fs::path& folder : folders) {
    for (const fs::path& file : shard_files(folder)) {
      const std::vector<std::string> lines = lines_of(file_content(file));
      const Json header = lines.empty() ? Json() : Json::parse(lines[0], nullptr, false);
      if (!header.is_object() || !header.contains("sweep"))
        throw FileError(file.string() + ": is no shard of a sweep; move it elsewhere");
      const std::string sweep = header.at("sweep");
      if (!all.sweep.empty() && sweep != all.sweep)
        throw FileError(fmt::format("{}: is of sweep {}, others are of {}; merge one at a time",
                                    file.string(), sweep, all.sweep));
      all.sweep = sweep;
      for (std::size_t i = 1; i < lines.size(); ++i) {
        std::optional<SweepRow> row = row_of(lines[i]);
        if (!row) break;  // torn: the shard goes on there
        const auto [known, is_new] = lines_by_run.emplace(row->run, lines[i]);
        if (!is_new && known->second != lines[i])
          throw FileError(
              fmt::format("{}: run {} ended otherwise in another shard; they are not of "
                          "the same program: remove one",
                          file.string(), row->run));
        if (is_new) all.rows.push_back(*std::move(row));
      }
    }
  }
  std::sort(all.rows.begin(), all.rows.end(),
            [](const SweepRow& a, const SweepRow& b) { return a.run < b.run; });
  return all;
}

}  // namespace sim
