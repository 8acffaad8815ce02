// GraphML files, as the Internet Topology Zoo writes them, become sites and links.
#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>

#include "sim/net/geography.h"
#include "sim/net/topology.h"
#include "sim/net/xml_reader.h"

namespace sim {
namespace {

constexpr double kMaxLatitude = 90, kMaxLongitude = 180;  // degrees

struct Vertex {
  std::string id, label;
  std::optional<double> latitude, longitude;
};
struct Edge {
  std::string from, to;  // ids of vertices, which may stand further down
  int line = 0;
};

std::string trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(kSpace) - first + 1));
}

/// Gathers vertices and edges; what they mean is settled once all are known.
class GraphmlReader {
 public:
  explicit GraphmlReader(std::string_view text) : xml_(text) {}
  ImportedTopology read();

 private:
  using Token = XmlReader::Token;
  bool read_graph();
  bool open_element();
  bool close_element();
  bool open_node();
  bool open_edge();
  bool close_data();
  bool coordinate(const std::string& value, double bound, std::optional<double>& degrees);
  const std::size_t* vertex(const std::string& id, int line);
  bool fail(std::string message);
  bool fail(std::string message, int line);
  void name_sites();
  bool link_sites();

  XmlReader xml_;
  std::map<std::string, std::string> keys_;  // id of a <key> for nodes: its attr.name
  std::map<std::string, std::size_t> vertex_by_id_;
  std::vector<Vertex> vertices_;
  std::vector<Edge> edges_;
  bool in_node_ = false, had_graph_ = false;
  std::string data_key_, data_;
  ImportedTopology result_;
};

ImportedTopology GraphmlReader::read() {
  if (read_graph()) {
    name_sites();
    link_sites();
  }
  return std::move(result_);
}

bool GraphmlReader::read_graph() {
  for (;;) {
    switch (xml_.next()) {
      case Token::kOpen:
        if (!open_element()) return false;
        break;
      case Token::kText:
        data_ += xml_.text();
        break;
      case Token::kClose:
        if (!close_element()) return false;
        break;
      case Token::kEnd:
        return had_graph_ || fail("the file has no <graph>");
      case Token::kError:
        return fail(xml_.error());
    }
  }
}

bool GraphmlReader::open_element() {
  const std::string& element = xml_.name();
  if (element == "key") {
    const std::string* id = xml_.attribute("id");
    const std::string* name = xml_.attribute("attr.name");
    const std::string* target = xml_.attribute("for");
    if (id && name && target && (*target == "node" || *target == "all")) keys_[*id] = *name;
  } else if (element == "graph") {
    if (had_graph_) return fail("more than one <graph>; nested graphs are not supported");
    had_graph_ = true;
  } else if (element == "node") {
    return open_node();
  } else if (element == "edge") {
    return open_edge();
  } else if (element == "hyperedge") {
    return fail("hyperedges are not supported");
  } else if (element == "data") {
    const std::string* key = xml_.attribute("key");
    data_key_ = key ? *key : "";
    data_.clear();
  }
  return true;
}

bool GraphmlReader::close_element() {
  if (xml_.name() == "node") in_node_ = false;
  return xml_.name() != "data" || !in_node_ || close_data();
}

bool GraphmlReader::open_node() {
  const std::string* id = xml_.attribute("id");
  if (!id) return fail("a node without an id");
  if (!vertex_by_id_.emplace(*id, vertices_.size()).second)
    return fail("node " + *id + " stands twice in the file");
  vertices_.push_back({.id = *id, .label = {}, .latitude = {}, .longitude = {}});
  in_node_ = true;
  return true;
}

bool GraphmlReader::open_edge() {
  const std::string *from = xml_.attribute("source"), *to = xml_.attribute("target");
  if (!from || !to) return fail("an edge without source or target");
  edges_.push_back({*from, *to, xml_.line()});
  return true;
}

const std::size_t* GraphmlReader::vertex(const std::string& id, int line) {
  const auto found = vertex_by_id_.find(id);
  if (found != vertex_by_id_.end()) return &found->second;
  fail("an edge names the unknown node " + id, line);
  return nullptr;
}

bool GraphmlReader::close_data() {
  const auto key = keys_.find(data_key_);
  if (key == keys_.end()) return true;
  const std::string value = trimmed(data_);
  Vertex& vertex = vertices_.back();
  if (key->second == "label") vertex.label = value;
  if (key->second == "Latitude") return coordinate(value, kMaxLatitude, vertex.latitude);
  if (key->second == "Longitude") return coordinate(value, kMaxLongitude, vertex.longitude);
  return true;
}

bool GraphmlReader::coordinate(const std::string& value, double bound,
                               std::optional<double>& degrees) {
  double number = 0;
  const char* end = value.data() + value.size();
  const auto [stopped, error] = std::from_chars(value.data(), end, number);
  const bool in_range = number >= -bound && number <= bound;  // false for NaN, too
  if (error != std::errc() || stopped != end || !in_range)
    return fail("node " + vertices_.back().id + ": " + data_key_ + " is " + value +
                ", expected degrees");
  degrees = number;
  return true;
}

bool GraphmlReader::fail(std::string message) { return fail(std::move(message), xml_.line()); }

bool GraphmlReader::fail(std::string message, int line) {
  result_.error = std::move(message);
  result_.line = line;
  return false;
}

/// By label; vertices without one by id. Of equal names all but the first get a number.
void GraphmlReader::name_sites() {
  std::set<std::string> taken;
  for (const Vertex& vertex : vertices_) {
    const std::string wanted =
        vertex.label.empty() || vertex.label == "*" ? "node " + vertex.id : vertex.label;
    std::string name = wanted;
    for (int number = 2; !taken.insert(name).second; ++number)
      name = wanted + " #" + std::to_string(number);
    result_.spec.sites.push_back({.name = std::move(name)});
  }
}

bool GraphmlReader::link_sites() {
  std::set<std::pair<std::size_t, std::size_t>> linked;
  for (const Edge& edge : edges_) {
    const std::size_t *from = vertex(edge.from, edge.line), *to = vertex(edge.to, edge.line);
    if (!from || !to) return false;
    if (*from == *to || !linked.insert(std::minmax(*from, *to)).second) continue;
    const Vertex &a = vertices_[*from], &b = vertices_[*to];
    for (const Vertex* end : {&a, &b})
      if (!end->latitude || !end->longitude)
        return fail("node " + end->id + " has an edge, but no Latitude and Longitude", edge.line);
    const Duration latency =
        fibre_latency({*a.latitude, *a.longitude}, {*b.latitude, *b.longitude});
    result_.spec.links.push_back({.from = result_.spec.sites[*from].name,
                                  .to = result_.spec.sites[*to].name,
                                  .latency = {DistributionSpec::Constant{latency}}});
  }
  return true;
}

}  // namespace

ImportedTopology read_graphml(std::string_view text) { return GraphmlReader(text).read(); }

}  // namespace sim
