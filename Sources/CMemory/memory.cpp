#include <atomic>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

#include "fidelity_memory.h"

namespace {

std::atomic<void (*)()> shortage{nullptr};
std::terminate_handler former = nullptr;

void endForShortage() {
  if (auto* const handler = shortage.load()) handler();
}

/// An exception that nobody caught ends the process here, on whatever thread.
void endForException() {
  if (const auto exception = std::current_exception()) {
    try {
      std::rethrow_exception(exception);
    } catch (const std::bad_alloc&) {
      endForShortage();
    } catch (const std::system_error& error) {
      // A thread that cannot begin lacks the memory for its stack.
      const std::error_code code = error.code();
      const bool isShortage = code == std::errc::resource_unavailable_try_again || code == std::errc::not_enough_memory;
      if (isShortage) endForShortage();
    } catch (...) {
      // Something else.
    }
  }
  if (former != nullptr) former();
  std::abort();
}

}  // namespace

void fm_on_shortage(void (*handler)(void)) {
  shortage = handler;
  former = std::set_terminate(endForException);
}

/// What the linker puts in the place of the Swift runtime's own end for an allocation that failed.
extern "C" [[noreturn]] void __wrap__ZN5swift28swift_abortAllocationFailureEmm(size_t, size_t) {
  endForShortage();
  std::abort();
}
