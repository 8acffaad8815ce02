#include "sim/run/cli/topology_survey.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "sim/run/report/human.h"

namespace sim {
namespace {

constexpr std::size_t kNoSite = ~std::size_t{0};
constexpr std::size_t kMostCuts = 12;

/// The graph of sites, without Boost's help: small and read many times.
class Surveyor {
 public:
  explicit Surveyor(const TopologySpec& spec) : topology_(spec), direct_(spec.direct) {
    neighbours_.resize(topology_.sites().size());
    for (std::size_t i = 0; i < topology_.links().size(); ++i) {
      const Link& link = topology_.links()[i];
      if (link.a == link.b) continue;
      neighbours_[link.a.value].push_back({link.b.value, i});
      neighbours_[link.b.value].push_back({link.a.value, i});
      links_.push_back(i);
    }
    through_link_.resize(topology_.links().size());
    through_site_.resize(topology_.sites().size());
  }

  TopologySurvey run() {
    TopologySurvey survey;
    survey.sites = topology_.sites().size();
    survey.links = links_.size();
    for (const std::size_t link : links_)
      survey.link_latencies.push_back(topology_.links()[link].latency.median());
    std::sort(survey.link_latencies.begin(), survey.link_latencies.end());
    for (const std::uint32_t component : topology_.components())
      survey.components = std::max<std::size_t>(survey.components, component + 1);
    walk_routes(survey);
    if (!direct_) rank_cuts(survey);
    return survey;
  }

 private:
  struct Neighbour {
    std::size_t site, link;
  };

  std::string pair_name(std::size_t a, std::size_t b) const {
    return topology_.sites()[a].name + " - " + topology_.sites()[b].name;
  }

  void walk_routes(TopologySurvey& survey) {
    Duration longest{-1};
    for (std::uint32_t a = 0; a < survey.sites; ++a) {
      for (std::uint32_t b = a + 1; b < survey.sites; ++b) {
        const std::span<const LinkId> route = topology_.route(SiteId{a}, SiteId{b});
        if (route.empty()) continue;
        ++survey.pairs;
        count_route(a, b, route);
        const Duration latency = topology_.base_latency(SiteId{a}, SiteId{b});
        survey.route_latencies.push_back(latency);
        if (latency > longest) {
          longest = latency;
          survey.farthest = pair_name(a, b);
        }
      }
    }
    std::sort(survey.route_latencies.begin(), survey.route_latencies.end());
  }

  void count_route(std::uint32_t from, std::uint32_t to, std::span<const LinkId> route) {
    std::uint32_t at = from;
    for (const LinkId id : route) {
      const Link& link = topology_.links()[id.value];
      ++through_link_[id.value];
      at = link.a.value == at ? link.b.value : link.a.value;
      if (at != to) ++through_site_[at];
    }
  }

  void rank_cuts(TopologySurvey& survey) {
    const std::uint64_t all = connected_pairs(kNoSite, kNoSite);
    for (const std::size_t i : links_) {
      const Link& link = topology_.links()[i];
      survey.cuts.push_back({pair_name(link.a.value, link.b.value), false,
                             all - connected_pairs(kNoSite, i), through_link_[i]});
    }
    for (std::size_t site = 0; site < survey.sites; ++site) {
      const std::uint64_t own = component_size(site) - 1;  // its own pairs are lost in any case
      survey.cuts.push_back({topology_.sites()[site].name, true,
                             all - own - connected_pairs(site, kNoSite), through_site_[site]});
    }
    std::erase_if(survey.cuts,
                  [](const Cut& cut) { return cut.pairs_apart == 0 && cut.pairs_through == 0; });
    std::stable_sort(survey.cuts.begin(), survey.cuts.end(), [](const Cut& a, const Cut& b) {
      return std::tie(a.pairs_apart, a.pairs_through) > std::tie(b.pairs_apart, b.pairs_through);
    });
  }

  /// Pairs that can talk without this site and this link.
  std::uint64_t connected_pairs(std::size_t without_site, std::size_t without_link) {
    std::vector<bool> seen(neighbours_.size());
    std::uint64_t pairs = 0;
    for (std::size_t start = 0; start < neighbours_.size(); ++start) {
      if (seen[start] || start == without_site) continue;
      const std::uint64_t size = flood(start, without_site, without_link, seen);
      pairs += size * (size - 1) / 2;
    }
    return pairs;
  }

  std::uint64_t component_size(std::size_t site) {
    std::vector<bool> seen(neighbours_.size());
    return flood(site, kNoSite, kNoSite, seen);
  }

  std::uint64_t flood(std::size_t start, std::size_t without_site, std::size_t without_link,
                      std::vector<bool>& seen) {
    std::uint64_t size = 0;
    std::vector<std::size_t> waiting{start};
    seen[start] = true;
    while (!waiting.empty()) {
      const std::size_t site = waiting.back();
      waiting.pop_back();
      ++size;
      for (const auto& [next, link] : neighbours_[site]) {
        if (seen[next] || next == without_site || link == without_link) continue;
        seen[next] = true;
        waiting.push_back(next);
      }
    }
    return size;
  }

  Topology topology_;
  bool direct_;
  std::vector<std::vector<Neighbour>> neighbours_;  // by site
  std::vector<std::size_t> links_;                  // between different sites
  std::vector<std::uint64_t> through_link_, through_site_;
};

std::string latencies(const std::vector<Duration>& sorted) {
  if (sorted.empty()) return "none";
  return fmt::format("min {}, median {}, max {}", latency_text(sorted.front()),
                     latency_text(sorted[sorted.size() / 2]), latency_text(sorted.back()));
}

std::string share(std::uint64_t part, std::uint64_t all) {
  return percent_text(Decimal::ratio(part, all, 3));
}

}  // namespace

TopologySurvey survey(const TopologySpec& spec) { return Surveyor(spec).run(); }

std::string survey_text(const TopologySurvey& survey) {
  std::string text = fmt::format("{} sites, {} links, {} component{}\n", survey.sites, survey.links,
                                 survey.components, survey.components == 1 ? "" : "s");
  text += fmt::format("one-way latency of links:   {}\n", latencies(survey.link_latencies));
  text += fmt::format("one-way latency of routes:  {}{}\n", latencies(survey.route_latencies),
                      survey.farthest.empty() ? "" : " (" + survey.farthest + ")");
  if (survey.cuts.empty())
    return text + "no cut of one link or site to rank: every pair has a link of its own\n";
  TextTable table("lrrrr", 0);
  table.row({"worst single cuts", "pairs cut off", "", "routes through", ""});
  for (std::size_t i = 0; i < std::min(survey.cuts.size(), kMostCuts); ++i) {
    const Cut& cut = survey.cuts[i];
    table.row({(cut.is_site ? "  site  " : "  link  ") + cut.name, count_text(cut.pairs_apart),
               share(cut.pairs_apart, survey.pairs), count_text(cut.pairs_through),
               share(cut.pairs_through, survey.pairs)});
  }
  return text + '\n' + table.text();
}

}  // namespace sim
