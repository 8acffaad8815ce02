// A Fields that lists: every field with its type, default, range and meaning.
#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "sim/run/scenario/distribution_fields.h"
#include "sim/run/scenario/draft.h"
#include "sim/run/scenario/json_text.h"
#include "sim/run/scenario/metrics.h"
#include "sim/run/scenario/quantities.h"
#include "sim/run/scenario/suggestions.h"
#include "sim/run/scenario/writer.h"

namespace sim {
namespace {

constexpr std::string_view kRequired = "required", kEmptyText = "\"\"";

struct Entry {
  std::string path;  // "faults[].crash.any"
  std::string type, fallback, range, doc;
};

/// "faults[].at" and "faults.at" are the same field.
std::string without_brackets(std::string_view path) {
  std::string plain;
  for (const char c : path)
    if (c != '[' && c != ']') plain += c;
  return plain;
}

class Lister : public Fields, public AnyValues {
 public:
  Lister(std::vector<Entry>& entries, std::string prefix)
      : entries_(entries), prefix_(std::move(prefix)) {}

  using Fields::choice;
  using Fields::integer;
  using Fields::list;
  void flag(std::string_view name, bool& value, Info info) override {
    add(name, "true or false", info, "", [&](Writer& w) { w.flag("x", value, info); });
  }
  void integer(std::string_view name, std::uint64_t& value, Info info) override {
    add(name, "whole number", info, range(info, [](auto n) { return std::to_string(n); }),
        [&](Writer& w) { w.integer("x", value, info); });
  }
  void seed(std::string_view name, std::uint64_t& value, Info info) override {
    add(name, "whole number or \"0x...\"", info, "0 to 18446744073709551615",
        [&](Writer& w) { w.integer("x", value, info); });
  }
  void text(std::string_view name, std::string& value, Info info) override {
    add(name, "text", info, "", [&](Writer& w) { w.text("x", value, info); });
  }
  void duration(std::string_view name, Duration& value, Info info) override {
    add(name, of(kDurationKind), info, range(info, [](auto n) { return print(Duration(n)); }),
        [&](Writer& w) { w.duration("x", value, info); });
  }
  void bytes(std::string_view name, Bytes& value, Info info) override {
    const auto size = [](std::int64_t n) { return print(Bytes{static_cast<std::uint64_t>(n)}); };
    add(name, of(kBytesKind), info, range(info, size),
        [&](Writer& w) { w.bytes("x", value, info); });
  }
  void bandwidth(std::string_view name, std::uint64_t& value, Info info) override {
    add(name, of(kBandwidthKind), info, "", [&](Writer& w) { w.bandwidth("x", value, info); });
  }
  void rate(std::string_view name, Rate& value, Info info) override {
    add(name, of(kRateKind), info, range(info, [](auto n) { return fmt::format("{}/s", n); }),
        [&](Writer& w) { w.rate("x", value, info); });
  }
  void ratio(std::string_view name, Ratio& value, Info info) override {
    if (info.max == INT64_MAX) info.max = 1'000'000;
    add(name, "ratio (\"2%\" or 0.02)", info, range(info, print_millionths),
        [&](Writer& w) { w.ratio("x", value, info); });
  }
  void decimal(std::string_view name, std::int64_t& value, Info info) override {
    add(name, "number", info, range(info, print_millionths),
        [&](Writer& w) { w.decimal("x", value, info); });
  }
  void drift(std::string_view name, std::int64_t& value, Info info) override {
    add(name, of(kDriftKind), info, range(info, print_drift),
        [&](Writer& w) { w.drift("x", value, info); });
  }
  void distribution(std::string_view name, DistributionSpec& value, Info info) override {
    add(name, "duration or distribution", info, "",
        [&](Writer& w) { w.distribution("x", value, info); });
  }
  void names(std::string_view name, std::vector<std::string>& value, Info info) override {
    add(name, "list of names", info, "", [&](Writer& w) { w.names("x", value, info); });
  }
  void lines(std::string_view name, std::vector<std::string>& value, Info info) override {
    add(name, "a file, named relative to the scenario, or a list of its lines", info, "",
        [&](Writer& w) { w.lines("x", value, info); });
  }
  void choice(std::string_view name, std::size_t& chosen, std::span<const std::string_view> words,
              Info info) override {
    add(name, "word", info, fmt::format("{}", fmt::join(words, ", ")),
        [&](Writer& w) { w.choice("x", chosen, words, info); });
  }
  void any(std::string_view name, std::string& value, Info info) override {
    add(name, "what the field takes", info, "", [&](Writer& w) { w.any("x", value, info); });
  }
  void group(std::string_view name, const std::function<void(Fields&)>& members,
             Info info) override {
    add(name, "object", info, "", {});
    Lister inside(entries_, path(name) + ".");
    members(inside);
  }
  void list(std::string_view name, std::size_t, const std::function<void(std::size_t)>& resize,
            const std::function<void(Fields&, std::size_t)>& element, Info info) override {
    add(name, "list", info, "", {});
    resize(0);
    resize(1);
    Lister inside(entries_, path(name) + "[].");
    element(inside, 0);
  }
  void map(std::string_view name, const std::vector<std::string>&,
           const std::function<void(const std::vector<std::string>&)>& assign,
           const std::function<void(Fields&, std::size_t, std::string_view)>& entry,
           Info info) override {
    constexpr std::string_view kAny = "<name>";
    add(name, "object", info, "", {});
    assign({std::string(kAny)});
    Lister inside(entries_, path(name) + ".");
    entry(inside, 0, kAny);
  }
  bool given(std::string_view name, bool) override {
    optional_.emplace_back(name);
    return true;
  }
  void reject(std::string_view, std::string) override {}

  void one_of(std::string_view name, std::size_t& chosen, std::span<const Form> forms,
              Info info) override {
    std::vector<std::string> words;
    for (const Form& form : forms)
      words.push_back(form.key.empty() ? "a plain value"
                      : form.member    ? fmt::format("{{\"{}\": ...}}", form.key)
                                       : fmt::format("\"{}\"", form.key));
    add(name, "one form of", info, fmt::format("{}", fmt::join(words, ", ")),
        [&](Writer& w) { w.one_of("x", chosen, forms, info); });
    Lister inside(entries_, path(name) + ".");
    for (const Form& form : forms)
      if (form.member && !form.key.empty()) form.member(inside, form.key);
  }
  void one_of_here(std::size_t&, std::span<const Form> forms, Info) override {
    for (const Form& form : forms) {
      optional_.emplace_back(form.key);  // a form that is not chosen has no default
      const std::size_t first = entries_.size();
      if (form.member) form.member(*this, form.key);
      if (entries_.size() == first) continue;
      entries_[first].doc = std::string(form.doc);
      entries_[first].fallback.clear();
    }
  }

 private:
  static std::string of(const QuantityKind& kind) {
    return fmt::format("{} ({})", kind.noun, kind.units);
  }
  template <class PrintBound>
  static std::string range(const Info& info, PrintBound print_bound) {
    if (info.max != INT64_MAX)
      return fmt::format("{} to {}", print_bound(info.min), print_bound(info.max));
    return info.min == 0 ? "" : fmt::format("at least {}", print_bound(info.min));
  }
  std::string path(std::string_view name) const {
    if (!name.empty()) return prefix_ + std::string(name);
    return prefix_.substr(0, prefix_.size() - (prefix_.empty() ? 0 : 1));
  }
  void add(std::string_view name, std::string type, const Info& info, std::string range_text,
           const std::function<void(Writer&)>& write) {
    Entry entry{path(name), std::move(type), "", std::move(range_text), std::string(info.doc)};
    const bool optional = std::find(optional_.begin(), optional_.end(), name) != optional_.end();
    JsonText value = JsonText::object();
    Writer writer(value);
    if (write && !info.required && !optional) write(writer);
    if (const JsonText* fallback = value.find("x")) entry.fallback = fallback->line();
    if (info.required) entry.fallback = kRequired;
    entries_.push_back(std::move(entry));
  }

  std::vector<Entry>& entries_;
  std::string prefix_;
  std::vector<std::string> optional_;
};

std::vector<Entry> all_entries(std::span<const ModelInfo> models) {
  std::vector<Entry> entries;
  Draft draft(models);
  Lister world(entries, "");
  describe_scenario(world, draft);
  for (const ModelInfo& info : models) {
    Lister own(entries, "");
    info.make()->describe(own);
  }
  DistributionSpec spec;
  Lister law(entries, "distribution.");
  describe_distribution(law, "", spec, {.doc = "a random duration, wherever one is taken"});
  // Models that share parameters describe them alike: each is told once.
  std::vector<Entry> unique;
  for (Entry& entry : entries) {
    const bool seen = std::any_of(unique.begin(), unique.end(),
                                  [&](const Entry& other) { return other.path == entry.path; });
    if (!seen) unique.push_back(std::move(entry));
  }
  return unique;
}

/// Of what is selected, the field itself: its path ends as wanted.
bool is_meant(std::string_view wanted, std::string_view path) {
  const std::string dotted = "." + without_brackets(path);
  return !path.ends_with("[]") && dotted.ends_with("." + without_brackets(wanted));
}

/// "dynamo.r" selects the field of that path and all below it; "r" also any field of that name.
bool selects(std::string_view wanted, std::string_view path) {
  if (wanted.empty()) return true;
  const std::string dotted = "." + without_brackets(path) + ".";
  return dotted.find("." + without_brackets(wanted) + ".") != dotted.npos;
}

/// What there is to know beside the meaning: type, default, range.
std::string facts(const Entry& entry) {
  std::string facts = entry.type;
  if (entry.fallback == kRequired)
    facts += "; required";
  else if (!entry.fallback.empty() && entry.fallback != kEmptyText)
    facts += "; default " + entry.fallback;
  if (!entry.range.empty()) facts += "; " + entry.range;
  return facts;
}

std::string told(const Entry& entry) {
  return fmt::format("{}\n    {}\n    {}\n", entry.path, entry.doc, facts(entry));
}

/// How many steps `path` lies below `root`; 0 if it does not.
std::size_t depth_below(std::string_view root, std::string_view path) {
  if (!root.empty() && (!path.starts_with(root) || path.size() == root.size())) return 0;
  const std::string_view rest = path.substr(root.size());
  const bool inside = root.empty() || rest.starts_with('.') || rest.starts_with("[]");
  if (!inside) return 0;
  const auto steps = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '.'));
  return root.empty() ? steps + 1 : std::max<std::size_t>(steps, 1);
}

bool has_more_below(std::span<const Entry> entries, const Entry& entry) {
  return std::any_of(entries.begin(), entries.end(),
                     [&](const Entry& other) { return depth_below(entry.path, other.path) > 0; });
}

/// Everything at most so deep below `root`, a line each.
std::string outline(std::span<const Entry> entries, std::string_view root, std::size_t deepest) {
  struct Line {
    std::string_view path, value, doc;
  };
  constexpr std::size_t kLongest = 24;  // of a default, so that meanings keep their place
  std::vector<Line> lines;
  std::size_t path_width = 0, value_width = 0;
  for (const Entry& entry : entries) {
    const std::size_t depth = depth_below(root, entry.path);
    if (depth == 0 || depth > deepest || entry.path.ends_with("[]")) continue;
    Line line{std::string_view(entry.path).substr(root.size()), entry.fallback, entry.doc};
    if (line.value == kEmptyText || line.value.size() > kLongest) line.value = "";
    if (depth == deepest && has_more_below(entries, entry)) line.value = "...";
    path_width = std::max(path_width, line.path.size());
    value_width = std::max(value_width, line.value.size());
    lines.push_back(line);
  }
  std::string text;
  for (const Line& line : lines)
    text += fmt::format("{:{}}{:{}}  {:{}}  {}\n", "", root.empty() ? 0 : 4, line.path, path_width,
                        line.value, value_width, line.doc);
  return text;
}

constexpr std::string_view kOverviewEnd =
    "\n\"...\": there is more below. \"dynamosim explain FIELD\" tells type, unit, range and what "
    "is "
    "below,\ne.g. explain phases, explain faults.crash, explain lognormal, and of metrics and "
    "columns of\ntables, e.g. explain reads.stale, explain first_error_ms; --all tells "
    "everything.\n";

std::string told(const MetricInfo& metric) {
  return fmt::format("{}\n    {}\n    metric; {}\n", metric.name, metric.doc, metric.unit);
}

/// "get.latency" has six metrics; `exactly`: only one that is called so itself.
std::string metrics_called(std::span<const ModelInfo> models, std::string_view wanted, bool exactly,
                           std::vector<std::string>& names) {
  std::vector<std::string> seen;
  std::string text;
  for (const ModelInfo& model : models) {
    for (const MetricInfo& metric : metrics_of(model)) {
      if (std::find(seen.begin(), seen.end(), metric.name) != seen.end()) continue;
      seen.push_back(metric.name);
      if (exactly ? metric.name == wanted : selects(wanted, metric.name)) text += told(metric);
    }
  }
  names.insert(names.end(), seen.begin(), seen.end());
  return text;
}

}  // namespace

Explained explain_fields(std::span<const ModelInfo> models, std::string_view field, bool in_full) {
  Explained explained;
  const std::vector<Entry> entries = all_entries(models);
  if (field.empty() && !in_full) return {outline(entries, "", 2) + std::string(kOverviewEnd), {}};
  std::vector<std::string> paths;
  for (const Entry& entry : entries) {
    const std::string path = without_brackets(entry.path);
    paths.push_back(path);
    paths.push_back(path.substr(path.rfind('.') + 1));
    if (in_full ? selects(field, entry.path) : is_meant(field, entry.path))
      explained.text += told(entry) + (in_full ? "" : outline(entries, entry.path, 1));
  }
  explained.text += metrics_called(models, field, !explained.text.empty() && !in_full, paths);
  if (!explained.text.empty()) return explained;
  if (const std::string meant = meant_by(field, paths); !meant.empty())
    explained.nearest.push_back(meant);
  return explained;
}

}  // namespace sim
