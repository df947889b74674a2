#include "base/log.hpp"

#include <atomic>
#include <unistd.h>

#include "base/time.hpp"

namespace peal::base {
namespace {

constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
std::atomic<LogLevel> g_level{LogLevel::kInfo};
std::atomic<void (*)(std::string_view)> g_sink{nullptr};

void append_value(std::string& line, std::string_view value) {
  bool plain = !value.empty();
  for (unsigned char c : value) plain = plain && c > ' ' && c != '"' && c != '=' && c != 0x7f;
  if (plain) {
    line += value;
    return;
  }
  line += '"';
  for (unsigned char c : value) {
    if (c == '"' || c == '\\') line += '\\';
    if (c < ' ' || c == 0x7f) line += fmt::format("\\x{:02x}", c);
    else line += static_cast<char>(c);
  }
  line += '"';
}

}  // namespace

void log(LogLevel level, std::string_view area, std::string_view event, std::initializer_list<LogField> fields) {
  if (!log_enabled(level)) return;
  std::string line = fmt::format("{} {} {} {}", to_rfc3339(live_now()), kNames[static_cast<int>(level)], area, event);
  for (const auto& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    append_value(line, field.value);
  }
  line += '\n';
  if (auto* sink = g_sink.load()) return sink(line);
  // One write per line keeps lines of several threads whole.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

void set_log_level(LogLevel level) { g_level = level; }
bool log_enabled(LogLevel level) { return level >= g_level.load(std::memory_order_relaxed); }
void set_log_sink(void (*sink)(std::string_view)) { g_sink = sink; }

}  // namespace peal::base
