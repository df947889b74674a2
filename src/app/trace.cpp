#include "app/trace.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>
#include <thread>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "app/server_call.hpp"
#include "base/time.hpp"

namespace peal::app {
namespace {

constexpr std::chrono::milliseconds kAskEvery{250};
constexpr std::chrono::milliseconds kAskAgainAfterFault{1'000};
constexpr int kFaultsInARow = 30;

volatile std::sig_atomic_t stopped = 0;
void stop(int) { stopped = 1; }

std::string question(const TraceOptions& options, const std::optional<std::uint64_t>& after) {
  std::string url = "/api/trace";
  char next = '?';
  const auto add = [&](const char* name, const std::string& value) {
    if (value.empty()) return;
    url += next + std::string(name) + "=" + net::percent_encode(value);
    next = '&';
  };
  if (after) add("after", std::to_string(*after));
  add("number", options.number);
  add("callId", options.call_id);
  add("source", options.source);
  add("method", options.method);
  add("trunk", options.trunk);
  if (options.failures) add("failures", "true");
  return url;
}

// "13:45:25.346123" of this machine's clock, as in the log of a day.
std::string clock_of(const nlohmann::json& message) {
  const auto at = base::parse_rfc3339(message.at("at").get<std::string>());
  const auto millis = at ? base::unix_millis(*at) : 0;
  const std::time_t seconds = millis / 1'000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  return fmt::format("{:02}:{:02}:{:02}.{:03}{:03}", local.tm_hour, local.tm_min, local.tm_sec, millis % 1'000, message.at("micros").get<int>());
}

// What the wire says must not steer the terminal.
std::string harmless(std::string text) {
  for (char& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) c = c == '\r' ? ' ' : '?';
  }
  return text;
}

void print(const nlohmann::json& message, const TraceOptions& options, bool colours) {
  const bool sent = message.at("sent").get<bool>();
  const int status = message.at("status").is_null() ? 0 : message.at("status").get<int>();
  const char* colour = !colours ? "" : status >= 400 && status != 401 && status != 407 ? "\x1b[31m" : status >= 200 ? "\x1b[32m" : sent ? "\x1b[36m" : "";
  const char* plain = *colour == '\0' ? "" : "\x1b[0m";
  std::string media;
  for (const auto& one : message.at("media")) media += fmt::format("  media {} {}", one.at("address").get<std::string>(), one.at("codecs").get<std::string>());
  const auto cause = message.at("cause").get<std::string>();
  const auto line = fmt::format("{} {} {:<5}{:<22} {}  {} > {}{}{}  {}", clock_of(message), sent ? "->" : "<-",
                                message.at("transport").get<std::string>(), message.at("peer").get<std::string>(),
                                message.at("line").get<std::string>(), message.at("from").get<std::string>(),
                                message.at("to").get<std::string>(), media, cause.empty() ? "" : "  [" + cause + "]",
                                message.at("callId").get<std::string>());
  std::printf("%s%s%s\n", colour, harmless(line).c_str(), plain);
  if (options.full) std::printf("%s\n", harmless(message.at("text").get<std::string>()).c_str());
}

// One answer; what to ask with next.
std::optional<std::uint64_t> show(const nlohmann::json& answer, const TraceOptions& options, bool colours) {
  for (const auto& message : answer.at("messages")) print(message, options, colours);
  const auto missed = answer.at("missed").get<std::uint64_t>();
  if (missed > 0) std::printf("... %llu messages came too fast to be shown\n", static_cast<unsigned long long>(missed));
  std::fflush(stdout);
  return answer.at("next").get<std::uint64_t>();
}

int refused(const base::Error& error) {
  std::fprintf(stderr, "peal: %s\n", error.message.c_str());
  return 1;
}

}  // namespace

int trace_main(const TraceOptions& options) {
  if (!has_server(options)) {
    return refused({base::ErrorCode::kNotFound, "No server runs on " + options.data.string() + "; name its folder with --data, or a server with --server.", ""});
  }
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  std::signal(SIGPIPE, SIG_DFL);  // `peal trace | head` ends with head.
  const bool colours = ::isatty(STDOUT_FILENO) == 1;
  std::optional<std::uint64_t> after;
  int faults = 0;
  while (stopped == 0) {
    net::Fetch fetch;
    fetch.url = question(options, after);
    const auto answer = ask_server(options, std::move(fetch));
    if (!answer) {
      if (!after || ++faults >= kFaultsInARow) return stopped != 0 ? 0 : refused(answer.error());
      std::this_thread::sleep_for(kAskAgainAfterFault);  // It may be about to start again.
      continue;
    }
    faults = 0;
    const auto json = nlohmann::json::parse(answer->body, nullptr, false);
    if (!json.is_object()) return refused({base::ErrorCode::kBadInput, "The answer is not that of a Peal server.", ""});
    if (!after) std::fprintf(stderr, "Waiting for SIP messages; Ctrl+C ends.\n");
    after = show(json, options, colours);
    std::this_thread::sleep_for(kAskEvery);
  }
  return 0;
}

}  // namespace peal::app
