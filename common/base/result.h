// Result<T, E>: a value or the reason there is none.
//
// For functions whose failure is ordinary traffic (a malformed URI, a document that is not
// well-formed). Exceptions are kept for the database being gone and for bugs.
#pragma once

#include <utility>
#include <variant>

namespace xcapd {

template <class E>
struct Failure {
    E error;
};

/// Lets a function say `return fail(SomeError{...});` whatever T is.
template <class E>
Failure<std::decay_t<E>> fail(E&& error) {
    return {std::forward<E>(error)};
}

template <class T, class E>
class [[nodiscard]] Result {
  public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure<E> failure) : state_(std::in_place_index<1>, std::move(failure.error)) {}

    bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    // REQUIRES: ok() for value(), !ok() for error(); otherwise std::bad_variant_access.
    T& value() & { return std::get<0>(state_); }
    const T& value() const& { return std::get<0>(state_); }
    T&& value() && { return std::get<0>(std::move(state_)); }
    E& error() & { return std::get<1>(state_); }
    const E& error() const& { return std::get<1>(state_); }
    E&& error() && { return std::get<1>(std::move(state_)); }

    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }

  private:
    std::variant<T, E> state_;
};

}  // namespace xcapd
