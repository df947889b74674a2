#include "sip/message/token.hpp"
#include "sip/message/uri.hpp"

namespace peal::sip {

namespace {

// URI parameters and header parameters share this reader: the union of token
// and paramchar is still free of ';', ',', '<', '>' and quotes.
std::string_view take_word(std::string_view& rest, bool with_equals) {
  std::size_t n = 0;
  while (n < rest.size() && (is(rest[n], kWord) || (with_equals && rest[n] == '='))) ++n;
  const std::string_view word(rest.data(), n);
  rest.remove_prefix(n);
  return word;
}

}  // namespace

std::optional<Parameter> next_parameter(std::string_view& rest) {
  std::string_view at = rest;
  skip_spaces(at);
  Parameter parameter;
  parameter.name = take_word(at, false);
  if (parameter.name.empty()) return std::nullopt;
  skip_spaces(at);
  if (!at.empty() && at.front() == '=') {
    at.remove_prefix(1);
    skip_spaces(at);
    parameter.has_value = true;
    if (!at.empty() && at.front() == '"') {
      const auto quoted = take_quoted(at);
      if (!quoted) return std::nullopt;
      parameter.value = *quoted;
    } else {
      parameter.value = take_word(at, true);
      if (parameter.value.empty()) return std::nullopt;
    }
    skip_spaces(at);
  }
  if (!at.empty()) {
    if (at.front() != ';') return std::nullopt;
    // A separator with nothing behind it stays, and the next call refuses it.
    std::string_view behind = at.substr(1);
    skip_spaces(behind);
    if (!behind.empty()) at.remove_prefix(1);
  }
  rest = at;
  return parameter;
}

std::optional<std::string_view> find_parameter(std::string_view params, std::string_view name) {
  std::size_t left = kParametersMax;
  while (left-- > 0) {
    const auto parameter = next_parameter(params);
    if (!parameter) return std::nullopt;
    if (same_text(parameter->name, name)) return parameter->value;
  }
  return std::nullopt;
}

bool well_formed_parameters(std::string_view params) {
  for (std::size_t left = kParametersMax; left > 0; --left) {
    if (!next_parameter(params)) return false;
    if (params.empty()) return true;
  }
  return false;
}

}  // namespace peal::sip
