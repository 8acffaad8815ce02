// A line on the terminal that says how far the run has come.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>

#include "sim/run/experiment/experiment.h"
#include "sim/run/report/host.h"

namespace sim {

/// "measuring  [=======>          ]  42 %  12.3s of 1min 10s  1.2 M events  0.9 M/s  3 s left"
std::string progress_line(const Progress&, std::uint64_t elapsed_us, std::size_t columns);

/// Runs of a regression, or trials of a search; where only time ends it, `runs` is 0.
struct RunsProgress {
  std::string_view doing;  // "checking"
  std::uint64_t done = 0, runs = 0;
  std::uint64_t budget_us = 0;  // 0: no limit of time
};

/// "checking   [=======>          ]  42 %  189 of 450 runs  23 s left"
std::string progress_line(const RunsProgress&, std::uint64_t elapsed_us, std::size_t columns);

/// Redraws at most ten times a second; erased when it goes. Writes nothing if not `on`.
class ProgressBar {
 public:
  ProgressBar(std::ostream& err, bool on) : err_(err), on_(on) {}
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(const Progress&);
  void show(const RunsProgress&);
  void clear();  ///< until it is shown again: something else is about to be printed

 private:
  bool due(std::uint64_t elapsed_us);
  void draw(const std::string& line);

  std::ostream& err_;
  bool on_, drawn_ = false;
  Stopwatch watch_;
  std::uint64_t next_us_ = 100'000;  // a run shorter than that needs no bar
};

}  // namespace sim
