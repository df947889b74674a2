#include "sip/dialog/replaces.hpp"

#include "sip/message/token.hpp"

namespace peal::sip {

std::optional<DialogName> parse_dialog_name(std::string_view value) {
  const auto semicolon = value.find(';');
  DialogName name;
  name.call_id = trimmed(value.substr(0, semicolon));
  std::string_view rest = semicolon == std::string_view::npos ? std::string_view{} : value.substr(semicolon + 1);
  while (const auto parameter = next_parameter(rest)) {
    std::string* tag = same_text(parameter->name, "to-tag")     ? &name.to_tag
                       : same_text(parameter->name, "from-tag") ? &name.from_tag
                                                                : nullptr;
    if (tag != nullptr && !tag->empty()) return std::nullopt;
    if (tag != nullptr) *tag = parameter->value;
    if (same_text(parameter->name, "early-only")) name.early_only = true;
  }
  if (!rest.empty() || name.call_id.empty() || name.to_tag.empty() || name.from_tag.empty()) return std::nullopt;
  return name;
}

std::optional<DialogName> replaces_of(const Uri& uri) {
  std::string_view rest = uri.headers;
  while (!rest.empty()) {
    const auto header = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(rest.size(), header.size() + 1));
    const auto equals = header.find('=');
    if (equals == std::string_view::npos || !same_text(header.substr(0, equals), "Replaces")) continue;
    return parse_dialog_name(unescape(header.substr(equals + 1)));
  }
  return std::nullopt;
}

}  // namespace peal::sip
