// The command line called from a test: a folder of its own, an echo to run, what was said.
#pragma once

#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "sim/run/cli/cli.h"
#include "sim/run/report/run_folder.h"
#include "tests/run/cli_echo_model.h"

namespace sim {
namespace fs = std::filesystem;

class Cli : public ::testing::Test {
 protected:
  Cli()
      : folder_(fs::temp_directory_path() /
                ("dynamosim-cli-" + std::to_string(::getpid()) + "-" +
                 ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    write_file(file("echo.json"), echo::scenario());
  }
  ~Cli() override { fs::remove_all(folder_); }

  std::string file(const std::string& name) const { return (folder_ / name).string(); }
  std::string out() const { return file("results"); }

  int call(std::vector<std::string> words, const std::string& input = "") {
    std::istringstream in(input);
    std::ostringstream out, err;
    Console console{
        in, out, err, false, false, [this](const char* name) -> std::optional<std::string> {
          const auto found = environment_.find(name);
          if (found == environment_.end()) return std::nullopt;
          return found->second;
        }};
    const int status = run_cli(words, models_, console);
    out_ = out.str();
    err_ = err.str();
    return status;
  }
  int run(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"run", file("echo.json"), "--out", out()};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
  fs::path latest() const { return folder_ / "results" / "echo" / "latest"; }
  bool said(const std::string& text) const { return err_.find(text) != std::string::npos; }
  bool printed(const std::string& text) const { return out_.find(text) != std::string::npos; }

  const fs::path folder_;
  std::vector<ModelInfo> models_{echo::model()};
  std::map<std::string, std::string> environment_;
  std::string out_, err_;
};

}  // namespace sim
