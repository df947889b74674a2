#include "sim/trace.hpp"

#include <cstdio>
#include <string>
#include <type_traits>

#include "base/fields.hpp"

namespace peal::sim {
namespace {

using namespace core;

template <class T>
void print(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) out += value ? "yes" : "no";
  else if constexpr (std::is_same_v<T, std::string>) out += '"' + value + '"';
  else if constexpr (std::is_same_v<T, base::Personal>) out += '"' + value.text + '"';
  else if constexpr (std::is_enum_v<T>) out += std::to_string(static_cast<unsigned>(value));
  else if constexpr (std::is_arithmetic_v<T>) out += std::to_string(value);
  else if constexpr (std::is_same_v<T, Time>) out += base::to_rfc3339(value);
  else if constexpr (requires { value.tenant; value.valid(); }) out += value.valid() ? base::to_text(value) : "-";
  else if constexpr (requires { value.count(); typename T::period; }) out += std::to_string(value.count());
  else out += "...";
}

template <class Value>
std::string line_of(const Value& value) {
  std::string out{Value::kTypeName};
  if constexpr (std::tuple_size_v<decltype(value.tie())> > 0) {
    const auto names = base::field_names<Value>();
    std::size_t nth = 0;
    const auto one = [&](const auto& field) {
      out += ' ';
      out += names[nth++];
      out += '=';
      print(out, field);
    };
    std::apply([&](const auto&... field) { (one(field), ...); }, value.tie());
  }
  return out;
}

std::string line_of(const SettingsChanged& value) {
  return "SettingsChanged revision=" + std::to_string(value.settings->revision);
}

}  // namespace

void print_event(Time now, const Signal& signal, const Outcome& outcome) {
  std::string out = base::to_rfc3339(now) + " > " + std::visit([](const auto& each) { return line_of(each); }, signal);
  for (const auto& fact : outcome.facts)
    out += "\n    fact    " + std::visit([](const auto& each) { return line_of(each); }, fact.body);
  for (const auto& command : outcome.commands)
    out += "\n    command " + std::visit([](const auto& each) { return line_of(each); }, command);
  std::puts(out.c_str());
}

}  // namespace peal::sim
