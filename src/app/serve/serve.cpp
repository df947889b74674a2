#include "app/serve/serve.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <sys/resource.h>

#include "app/serve/server.hpp"
#include "app/version.hpp"

namespace peal::app {
namespace {

// Every media port is an open file.
void raise_file_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int serve_main(const ServeOptions& options) {
  raise_file_limit();
  auto server = Server::open(options);
  if (!server) {
    const auto& error = server.error();
    std::fprintf(stderr, "peal: cannot start. %s%s\n", error.message.c_str(), error.where.empty() ? "" : fmt::format(" ({})", error.where).c_str());
    return 1;
  }
  for (const auto& line : (*server)->greeting()) std::printf("%s\n", line.c_str());
  std::fflush(stdout);
  (*server)->run();
  return 0;
}

}  // namespace peal::app
