// 128-bit integers, which GCC and Clang have beyond the standard.
#pragma once

namespace sim {

__extension__ using Wide = unsigned __int128;
__extension__ using SignedWide = __int128;

}  // namespace sim
