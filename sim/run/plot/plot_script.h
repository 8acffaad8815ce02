// The Python program that draws figures, built into this one.
#pragma once

#include <string_view>

namespace sim {

/// plot.py, which tells by itself what it takes. Written by scripts/cmake/embed_examples.cmake.
std::string_view plot_script();

}  // namespace sim
