// What a program does where the system gives no more memory and nobody can go on.
#ifndef FIDELITY_MEMORY_H
#define FIDELITY_MEMORY_H

#ifdef __cplusplus
extern "C" {
#endif

/// Has `handler`, which must not return, end the process where C++ would end it because an allocation, or the start of
/// a thread, failed and nobody caught it; and where Swift would, in a program that is linked with
/// `--wrap=_ZN5swift28swift_abortAllocationFailureEmm`. Elsewhere Swift prints a stack trace and aborts.
void fm_on_shortage(void (*handler)(void));

#ifdef __cplusplus
}
#endif

#endif  // FIDELITY_MEMORY_H
