#include "sim/run/cli/progress.h"

#include <algorithm>
#include <ostream>
#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "sim/run/report/human.h"

namespace sim {
namespace {

constexpr std::uint64_t kRedraw = 100'000;  // us; our choice: smooth, and no cost
constexpr std::size_t kBar = 20;            // characters

std::string_view phase_word(Progress::Phase phase) {
  switch (phase) {
    case Progress::Phase::kWarmup:
      return "warming up";
    case Progress::Phase::kMeasure:
      return "measuring";
    case Progress::Phase::kSettle:
      return "settling";
  }
  return "";
}

std::size_t terminal_columns() {
  winsize size{};
  return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/// "[=======>          ]  42 %"
std::string bar_text(double done) {
  const auto filled = static_cast<std::size_t>(done * kBar);
  std::string bar = std::string(filled, '=') + (filled < kBar ? ">" : "");
  bar.resize(kBar, ' ');
  return fmt::format("[{}] {:3.0f} %", bar, done * 100);
}

std::string cut(std::string line, std::size_t columns) {
  if (line.size() >= columns) line.resize(columns > 0 ? columns - 1 : 0);
  return line;
}

}  // namespace

std::string progress_line(const Progress& progress, std::uint64_t elapsed_us, std::size_t columns) {
  const auto now = static_cast<double>((progress.now - kStart).count());
  const double done = std::min(1.0, now / static_cast<double>((progress.end - kStart).count()));
  std::string line =
      fmt::format("{:10} {}  {} of {}  {} events", phase_word(progress.phase), bar_text(done),
                  span_text(std::chrono::floor<std::chrono::seconds>(progress.now - kStart)),
                  span_text(progress.end - kStart), short_count_text(progress.events));
  if (elapsed_us > 0 && done > 0) {
    const double seconds = static_cast<double>(elapsed_us) / 1e6;
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(progress.events) / seconds);
    line +=
        fmt::format("  {}/s  {:.0f} s left", short_count_text(rate), seconds * (1 - done) / done);
  }
  return cut(std::move(line), columns);
}

std::string progress_line(const RunsProgress& progress, std::uint64_t elapsed_us,
                          std::size_t columns) {
  const auto part = [](std::uint64_t of, std::uint64_t all) {
    return all == 0 ? 0.0 : std::min(1.0, static_cast<double>(of) / static_cast<double>(all));
  };
  const double done =
      std::max(part(progress.done, progress.runs), part(elapsed_us, progress.budget_us));
  const std::string of_all = progress.runs > 0 ? fmt::format(" of {}", progress.runs) : "";
  std::string line =
      fmt::format("{:10} {}  {}{} runs", progress.doing, bar_text(done), progress.done, of_all);
  if (done > 0)
    line +=
        fmt::format("  {:.0f} s left", static_cast<double>(elapsed_us) / 1e6 * (1 - done) / done);
  return cut(std::move(line), columns);
}

ProgressBar::~ProgressBar() { clear(); }

void ProgressBar::clear() {
  if (drawn_) err_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

bool ProgressBar::due(std::uint64_t elapsed_us) {
  if (!on_ || elapsed_us < next_us_) return false;
  next_us_ = elapsed_us + kRedraw;
  return true;
}

void ProgressBar::draw(const std::string& line) {
  drawn_ = true;
  err_ << '\r' << line << "\x1b[K" << std::flush;
}

void ProgressBar::show(const Progress& progress) {
  const std::uint64_t elapsed = watch_.microseconds();
  if (due(elapsed)) draw(progress_line(progress, elapsed, terminal_columns()));
}

void ProgressBar::show(const RunsProgress& progress) {
  const std::uint64_t elapsed = watch_.microseconds();
  if (due(elapsed)) draw(progress_line(progress, elapsed, terminal_columns()));
}

}  // namespace sim
