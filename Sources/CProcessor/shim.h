// What a processor offers and Swift has no word for.
#pragma once

#include <stdint.h>

/// Has the line of the cache that holds a place `offset` bytes behind `base` brought near, to be written to. A hint: the
/// place need not exist.
static inline void fidelity_prefetch(const void *base, uint64_t offset) {
  __builtin_prefetch((const void *)((uintptr_t)base + (uintptr_t)offset), 1, 3);
}
