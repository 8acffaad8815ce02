#include "models/kv/checkers/verdict.h"

#include <utility>

namespace kv::checkers {

void Verdict::add(std::string_view rule, std::vector<OperationIndex> operations) {
  ++broken;
  if (findings.size() < kKept) findings.push_back({rule, std::move(operations)});
}

std::string text(const Operations& operations, const Finding& finding) {
  std::string text(finding.rule);
  for (const OperationIndex i : finding.operations) text += "\n  " + operations.text(i);
  return text;
}

}  // namespace kv::checkers
