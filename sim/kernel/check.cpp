#include "sim/kernel/check.h"

namespace sim {

void fail_check(std::string_view condition, std::string_view message, std::string_view file,
                int line) {
  std::string text(file);
  text += ':';
  text += std::to_string(line);
  text += ": check failed: ";
  text += condition;
  if (!message.empty()) {
    text += ": ";
    text += message;
  }
  throw InternalError(text);
}

}  // namespace sim
