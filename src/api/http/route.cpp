#include "api/http/route.hpp"

namespace peal::api {

std::optional<std::string> match_pattern(std::string_view pattern, std::string_view path) {
  const auto brace = pattern.find("{id}");
  if (brace == std::string_view::npos) return pattern == path ? std::optional(std::string{}) : std::nullopt;
  const auto before = pattern.substr(0, brace);
  const auto after = pattern.substr(brace + 4);
  if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) {
    return std::nullopt;
  }
  const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

Match match_route(std::string_view method, std::string_view path) {
  if (method == "HEAD") method = "GET";
  Match match;
  for (const Route& route : routes()) {
    auto id = match_pattern(route.pattern, path);
    if (!id) continue;
    // A fixed path wins over one with an id: /api/sessions/current is no session.
    const bool fixed = route.pattern.find('{') == std::string_view::npos;
    if (route.method == method && (match.route == nullptr || fixed)) {
      match.route = &route;
      match.id = std::move(*id);
    }
    if (match.allow.find(route.method) == std::string::npos) {
      match.allow.append(match.allow.empty() ? "" : ", ").append(route.method);
    }
  }
  return match;
}

}  // namespace peal::api
