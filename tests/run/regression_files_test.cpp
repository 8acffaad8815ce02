// Which paths an expression selects.
#include <gtest/gtest.h>

#include "sim/run/regression/scenario_files.h"

namespace sim {
namespace {

TEST(Selection, WordsAreJoinedByAndOrNotAndParentheses) {
  const std::string path = "scenarios/faults/Crash-amnesia.json";
  const struct {
    const char* expression;
    bool selected;
  } kCases[] = {
      {"crash", true},
      {"AMNESIA", true},
      {"clock", false},
      {"not clock", true},
      {"not not crash", true},
      {"crash and clock", false},
      {"clock or crash", true},
      {"clock and clock or crash", true},
      {"clock and (clock or crash)", false},
      {"not (clock or crash)", false},
      {"not clock and crash", true},
      {"(crash)", true},
      {"faults/crash-", true},
      {"android or crash", true},
  };
  for (const auto& [expression, selected] : kCases) {
    const Parsed<bool> found = selects(expression, path);
    EXPECT_TRUE(found.ok()) << expression << ": " << found.mistake;
    EXPECT_EQ(found.value, selected) << expression;
  }
}

TEST(Selection, WhatIsNoExpressionIsAMistakeWhateverThePath) {
  for (const char* expression :
       {"", " ", "and", "a and", "or a", "a or or b", "not", "(a", "a)", "()", "a b", "a (b)"})
    for (const char* path : {"a", "b", "x"})
      EXPECT_FALSE(selects(expression, path).ok()) << '"' << expression << "\" on " << path;
  EXPECT_EQ(selects("a )", "a").mistake.find("\")\" cannot stand there; write parts of"), 0u);
}

}  // namespace
}  // namespace sim
