// Debian's OpenBLAS exports CBLAS and LAPACK, its LAPACKE is a library of its own: openblas is linked first, lapacke
// after it.
#pragma once
#include <cblas.h>
#include <lapacke.h>
