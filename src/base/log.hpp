#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace peal::base {

enum class LogLevel : std::uint8_t { kDebug, kInfo, kWarning, kError };

/// One `name=value` of a log line. Values are quoted when they need it, and
/// control characters from the wire are escaped, so nobody can forge a line.
struct LogField {
  std::string_view name;
  std::string value;
  template <class T>
  LogField(std::string_view field, const T& v) : name(field), value(fmt::format("{}", v)) {}
};

/// One line, one event, to standard error:
///   2026-11-22T02:40:11.000Z info sip trunk_down trunk=t1 cause="no answer"
/// Use the standing field names: tenant, contact, leg, call, agent, queue,
/// error. Never a secret, never a digit a caller pressed, never Personal text.
void log(LogLevel level, std::string_view area, std::string_view event, std::initializer_list<LogField> fields = {});

/// Lines below `level` are dropped; the default is kInfo (PEAL_LOG changes it).
void set_log_level(LogLevel level);
[[nodiscard]] bool log_enabled(LogLevel level);

/// Tests may look at lines instead of printing them; an empty function restores printing.
void set_log_sink(void (*sink)(std::string_view line));

}  // namespace peal::base
