#include "base/ensure.h"

#include <cstdio>
#include <cstdlib>

namespace adit {

void broken_promise(const char* promise, const char* file, int line) {
    std::fprintf(stderr, "adit: internal promise broken: %s (%s:%d)\n", promise, file, line);
    std::abort();
}

}  // namespace adit
