#include "sim/run/scenario/warnings.h"

#include <optional>

#include <fmt/format.h>

#include "sim/net/faults.h"
#include "sim/net/topology.h"
#include "sim/run/scenario/json_document.h"
#include "sim/run/scenario/overrides.h"

namespace sim {
namespace {

class Warner {
 public:
  Warner(const Scenario& scenario, std::string_view text, const LoadOptions& options)
      : scenario_(scenario), text_(text), overrides_(options.overrides) {
    document_ = parse_json(text);
    Mistakes none(text, scenario.file, overrides_);  // there were none when it was read
    apply_overrides(document_.root, overrides_, none);
  }

  std::vector<std::string> run() && {
    unreachable_sites();
    default_nodes();
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) too_many_targets(i);
    return std::move(lines_);
  }

 private:
  void warn(const std::string& pointer, std::string_view message) {
    const JsonValue& value = innermost(document_.root, pointer);
    std::string where;
    if (value.overridden_by >= 0) {
      where = "--set " + overrides_[static_cast<std::size_t>(value.overridden_by)];
    } else {
      const TextPosition at = position_in(text_, value.offset);
      where = fmt::format("{}:{}:{}", scenario_.file, at.line, at.column);
    }
    lines_.push_back(fmt::format("{}: warning: {}: {}", where, pointer, message));
  }

  /// Whether messages from one site to the other find a way while nothing is broken.
  void unreachable_sites() {
    const Topology topology(scenario_.topology);
    const std::vector<std::uint32_t> components = topology.components();
    const std::vector<SiteSpec>& sites = scenario_.topology.sites;
    std::uint64_t apart = 0;
    std::string first;
    for (std::uint32_t a = 0; a < sites.size(); ++a) {
      for (std::uint32_t b = a + 1; b < sites.size(); ++b) {
        const bool together = scenario_.topology.direct
                                  ? topology.between(SiteId{a}, SiteId{b}).has_value()
                                  : components[a] == components[b];
        if (together) continue;
        if (apart++ == 0) first = fmt::format(R"(["{}", "{}"])", sites[a].name, sites[b].name);
      }
    }
    if (apart == 0) return;
    const std::string others =
        apart == 1 ? ""
                   : fmt::format(" (and {} more such pair{})", apart - 1, apart == 2 ? "" : "s");
    warn("/topology/links",
         fmt::format("no way from one to the other of {}{}: their nodes never meet; add a link "
                     R"({{"between": {}, ...}})",
                     first, others, first));
  }

  void default_nodes() {
    const JsonValue* topology = document_.root.find("topology");
    if (topology == nullptr || topology->find("nodes_per_site") != nullptr) return;
    for (const char* source : {"graphml", "matrix"})
      if (topology->find(source) != nullptr)
        warn(fmt::format("/topology/{}", source),
             fmt::format("no \"nodes_per_site\": each of its {} sites has one storage node",
                         scenario_.topology.sites.size()));
  }

  static const Target* target_of(const Fault& fault) {
    return std::visit(
        [](const auto& kind) -> const Target* {
          if constexpr (requires { kind.target; }) {
            return &kind.target;
          } else {
            return nullptr;
          }
        },
        fault);
  }

  void too_many_targets(std::size_t index) {
    const Fault& fault = scenario_.faults[index].fault;
    const Target* target = target_of(fault);
    const auto* any = target == nullptr ? nullptr : std::get_if<Target::Any>(&target->of);
    std::uint64_t nodes = 0;
    for (const SiteSpec& site : scenario_.topology.sites) nodes += site.nodes;
    if (any == nullptr || any->count <= nodes) return;
    warn(fmt::format("/faults/{}/{}/any", index, kind(fault)),
         fmt::format("{} of {} storage nodes: it hits all that are up", any->count, nodes));
  }

  const Scenario& scenario_;
  std::string_view text_;
  const std::vector<std::string>& overrides_;
  JsonDocument document_;
  std::vector<std::string> lines_;
};

}  // namespace

std::vector<std::string> warnings_of(const Scenario& scenario, std::string_view text,
                                     const LoadOptions& options) {
  return Warner(scenario, text, options).run();
}

}  // namespace sim
