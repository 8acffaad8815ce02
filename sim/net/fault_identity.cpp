#include "sim/net/fault_identity.h"

namespace sim {
namespace {

/// Every item ends with a semicolon and every text says its length: no two lists read alike.
class Writer {
 public:
  Writer& add(std::int64_t number) {
    text_ += std::to_string(number) + ';';
    return *this;
  }
  Writer& add(std::uint64_t number) {
    text_ += std::to_string(number) + ';';
    return *this;
  }
  Writer& add(Duration value) { return add(value.count()); }
  Writer& add(std::string_view text) {
    add(std::uint64_t{text.size()});
    text_ += text;
    return *this;
  }
  Writer& add(const std::vector<std::string>& texts) {
    add(std::uint64_t{texts.size()});
    for (const std::string& text : texts) add(std::string_view(text));
    return *this;
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write(Writer&, const DistributionSpec&);

struct WriteLaw {
  using Spec = DistributionSpec;
  Writer& to;

  void operator()(const Spec::Constant& law) const { to.add(law.value); }
  void operator()(const Spec::Exponential& law) const { to.add(law.mean); }
  void operator()(const Spec::Lognormal& law) const {
    to.add(law.median).add(law.sigma_millionths);
  }
  void operator()(const Spec::Pareto& law) const { to.add(law.scale).add(law.shape_millionths); }
  void operator()(const Spec::Uniform& law) const { to.add(law.low).add(law.high); }
  void operator()(const Spec::Empirical& law) const {  // the file may move: its samples count
    to.add(std::uint64_t{law.samples.size()});
    for (const Duration sample : law.samples) to.add(sample);
  }
  void operator()(const Spec::Quantiles& law) const {
    to.add(std::uint64_t{law.points.size()});
    for (const auto& point : law.points) to.add(point.per_billion).add(point.value);
  }
  void operator()(const Spec::Mixture& law) const {
    to.add(std::uint64_t{law.parts.size()});
    for (const auto& part : law.parts) write(to.add(part.weight_millionths), part.of);
  }
  void operator()(const Spec::Shift& law) const {
    to.add(law.by).add(std::uint64_t{law.of.size()});
    for (const DistributionSpec& of : law.of) write(to, of);
  }
};

void write(Writer& to, const DistributionSpec& spec) {
  to.add(std::uint64_t{spec.law.index()});
  std::visit(WriteLaw{to}, spec.law);
}

struct WriteTarget {
  Writer& to;

  void operator()(const Target::Named& named) const { to.add(named.names); }
  void operator()(const Target::Any& any) const { to.add(std::uint64_t{any.count}); }
  void operator()(const Target::InSite& in) const { to.add(std::string_view(in.site)); }
  void operator()(const Target::InRack& in) const { to.add(std::string_view(in.rack)); }
  void operator()(const Target::InRegion& in) const { to.add(std::string_view(in.region)); }
  void operator()(const Target::HolderOf& holder) const { to.add(holder.key); }

  template <class HostFault>  // crash, pause, slow, disk, rot, clock, outage
  void operator()(const HostFault& fault) const {
    to.add(std::uint64_t{fault.target.of.index()});
    std::visit(*this, fault.target.of);
  }
  void operator()(const Partition& partition) const {
    to.add(std::uint64_t{partition.one_way}).add(std::uint64_t{partition.groups.size()});
    for (const auto& group : partition.groups) to.add(group);
  }
  void operator()(const LinkFault& fault) const {
    to.add(std::string_view(fault.from)).add(std::string_view(fault.to));
    to.add(std::uint64_t{fault.within});
  }
  void operator()(const Load& load) const { to.add(std::string_view(load.workload)); }
};

}  // namespace

std::string identity(const FaultSpec& spec) {
  Writer to;
  to.add(kind(spec.fault)).add(spec.at).add(std::uint64_t{spec.every.has_value()});
  if (spec.every) write(to, *spec.every);
  std::visit(WriteTarget{to}, spec.fault);
  return to.take();
}

}  // namespace sim
