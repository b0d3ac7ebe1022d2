// What a processor offers and Swift has no word for.
#pragma once

#include <stdint.h>

/// Has the line of the cache that holds an address brought near, to be written to. A hint: there need be nothing there.
static inline void fidelity_prefetch(uint64_t address) { __builtin_prefetch((const void *)(uintptr_t)address, 1, 3); }

/// The same for a line that is to be read.
static inline void fidelity_prefetch_to_read(uint64_t address) {
  __builtin_prefetch((const void *)(uintptr_t)address, 0, 3);
}
