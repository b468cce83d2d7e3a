// A value, or the reason there is none.
//
// Whatever can fail for a cause outside the program (a full disk, a lost
// connection, a workbook without a survey sheet) returns Result<T>. A broken
// promise of the program itself is an ENSURE (base/ensure.h) and never a Result.
// An answer that breaks its constraint, and two answers in conflict, are
// ordinary data: neither is an error.
#pragma once

#include "base/ensure.h"

#include <string>
#include <utility>
#include <variant>

namespace adit {

/// What the caller can do about it. Unavailable is the only one that is ever retried;
/// Refused goes to the person; Corrupt stops writing.
enum class Code { BadInput, NotFound, Refused, Unavailable, Corrupt, Full };

struct Error {
    Code code;
    std::string what;  // One sentence that tells its reader what to do next.

    /// The same error, naming what was being attempted: "opening round-3.db: disk is full".
    Error during(std::string attempt) && { return {code, std::move(attempt) + ": " + what}; }
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

    explicit operator bool() const noexcept { return state_.index() == 0; }

    const T& operator*() const& { return *held<0>(state_); }
    T& operator*() & { return *held<0>(state_); }
    T&& operator*() && { return std::move(*held<0>(state_)); }
    const T* operator->() const { return held<0>(state_); }
    T* operator->() { return held<0>(state_); }

    const Error& error() const& { return *held<1>(state_); }
    Error&& error() && { return std::move(*held<1>(state_)); }

    /// The same result; an error names what was being attempted. Once a room, at its door.
    Result during(std::string attempt) && {
        if (*this) return std::move(*this);
        return std::move(std::move(*this).error()).during(std::move(attempt));
    }

private:
    template <std::size_t Which>
    static auto* held(auto& state) {
        ENSURE(state.index() == Which);
        return std::get_if<Which>(&state);
    }

    std::variant<T, Error> state_;
};

/// What a Status holds when all went well: `return Done{};`.
struct Done {};
using Status = Result<Done>;

}  // namespace adit

/// The value of a Result, or an early return of its error. Not for coroutines.
#define TRY(expression)                              \
    __extension__({                                  \
        auto tried = (expression);                   \
        if (!tried) return std::move(tried).error(); \
        *std::move(tried);                           \
    })
