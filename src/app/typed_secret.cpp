#include "app/typed_secret.hpp"

#include <cstdio>
#include <iostream>

#include <termios.h>
#include <unistd.h>

namespace peal::app {
namespace {

// At a terminal the password is not shown while it is typed.
class Unseen {
 public:
  Unseen() : shown_(::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!shown_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~Unseen() {
    if (!shown_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::fputc('\n', stderr);
  }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;
  [[nodiscard]] bool at_terminal() const { return shown_; }

 private:
  termios before_{};
  bool shown_;
};

}  // namespace

base::Result<std::string> read_secret(const std::string& prompt) {
  const Unseen unseen;
  if (unseen.at_terminal()) std::fprintf(stderr, "%s: ", prompt.c_str());
  std::string line;
  if (!std::getline(std::cin, line) && line.empty()) {
    return base::fail(base::ErrorCode::kBadInput, "Nothing came on standard input; type it, or give an empty line to take it away.");
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace peal::app
