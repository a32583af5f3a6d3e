#include "password_prompt.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace xcapd {
namespace {

// Turns the terminal's echo off while it lives.
class NoEcho {
  public:
    NoEcho() {
        tcgetattr(STDIN_FILENO, &before_);
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;
    ~NoEcho() { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }

  private:
    termios before_{};
};

std::string ask(const char* prompt) {
    const NoEcho no_echo;  // first: what was typed before it is thrown away
    std::cerr << prompt << std::flush;
    std::string line;
    std::getline(std::cin, line);
    std::cerr << '\n';
    return line;
}

}  // namespace

Result<std::string, std::string> read_password() {
    std::string password;
    if (isatty(STDIN_FILENO) == 1) {
        password = ask("Password: ");
        if (ask("Again: ") != password) return fail(std::string("the two passwords differ"));
    } else {
        std::getline(std::cin, password);
        if (password.ends_with('\r')) password.pop_back();
    }
    if (password.empty()) return fail(std::string("no password was given"));
    return password;
}

}  // namespace xcapd
