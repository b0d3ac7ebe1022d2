// Whether this build has what reads workbooks: zlib unpacks, expat reads XML. FIDELITY_WITHOUT_WORKBOOKS leaves them
// out.
#pragma once

#if __has_include(<zlib.h>) && __has_include(<expat.h>) && !defined(FIDELITY_WITHOUT_WORKBOOKS)
#define FIDELITY_READS_WORKBOOKS
#endif
