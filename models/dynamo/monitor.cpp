#include "models/dynamo/monitor.h"

#include "models/dynamo/phi_monitor.h"
#include "models/dynamo/swim_monitor.h"

namespace dynamo {

std::unique_ptr<Monitor> make_monitor(Services& services, const Store& store, sim::NodeId self) {
  switch (services.config.failure_detector) {
    case Detector::kSilence:
      break;
    case Detector::kPhi:
      return std::make_unique<PhiMonitor>(services, store);
    case Detector::kSwim:
      return std::make_unique<SwimMonitor>(services, store, self);
  }
  return nullptr;
}

}  // namespace dynamo
