// ENSURE: a promise the program makes to itself, checked in every build.
//
// A broken ENSURE is a defect of Adit, never of its input: it prints the promise
// and where it stands, then ends the program before anything wrong is stored.
// What comes from outside (file, wire, keyboard, clock, disk) is a Result instead.
#pragma once

namespace adit {
[[noreturn]] void broken_promise(const char* promise, const char* file, int line);
}  // namespace adit

#define ENSURE(...)                           \
    (static_cast<bool>(__VA_ARGS__) ? void(0) \
                                    : adit::broken_promise(#__VA_ARGS__, __FILE__, __LINE__))
