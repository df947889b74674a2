#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/ip_range.hpp"
#include "settings/document.hpp"
#include "settings/limits.hpp"

/// The key `turn` of a tenant: where browsers that have no UDP find a way.
namespace peal::settings {
namespace {

constexpr std::string_view kTurnExample = "\"turns:turn.example.com:5349?transport=tcp\"";

bool is_turn_host(std::string_view host) {
  if (host.starts_with('[')) {
    if (host.find('/') != std::string_view::npos) return false;
    const auto address = base::parse_ip_range(host);
    return host.ends_with(']') && address && address->v6;
  }
  const auto fits = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  return !host.empty() && host.front() != '.' && host.front() != '-' && std::ranges::all_of(host, fits);
}

bool is_turn_port(std::string_view port) {
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) return false;
  const int number = std::stoi(std::string(port));
  return number > 0 && number < 65'536;
}

// turnURI of RFC 7065 3.1. A browser refuses every call of a page that gives it
// another one, so what it would not take is not kept.
bool is_turn_url(const std::string& text) {
  std::string_view rest = text;
  if (rest.size() > kMostTurnUrlBytes) return false;
  if (rest.starts_with("turn:")) rest.remove_prefix(5);
  else if (rest.starts_with("turns:")) rest.remove_prefix(6);
  else return false;
  if (const auto query = rest.find('?'); query != std::string_view::npos) {
    const auto asked = rest.substr(query);
    if (asked != "?transport=tcp" && asked != "?transport=udp") return false;
    rest = rest.substr(0, query);
  }
  const auto bracket = rest.rfind(']');
  const auto colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return is_turn_host(rest);
  return is_turn_host(rest.substr(0, colon)) && is_turn_port(rest.substr(colon + 1));
}

}  // namespace

TurnServers read_turn(YamlMap& tenant, Reading& reading) {
  TurnServers turn;
  if (!tenant.has("turn")) return turn;
  YamlMap map(tenant.node("turn"), "turn of " + tenant.what(), reading.mistakes);
  if (!map.usable()) return turn;
  const auto example = fmt::format("[{}]", kTurnExample);
  // Without an address there is no server: then the section itself is left out.
  if (!map.has("urls") || map.node("urls").size() == 0) map.wrong("urls", fmt::format("needs a list, such as {}.", example), {Rule::kNeeded, {}});
  else turn.urls = read_texts(map, "urls", kMostTurnUrls, example, is_turn_url);
  turn.lifetime = map.seconds("lifetime", turn.lifetime, kShortestTurnLife, kLongestTurnLife);
  for (const char* key : {"secret", "password"}) {
    if (map.has(key)) map.wrong(key, "must not stand in a file; run `peal turn secret` and type it there.", {Rule::kPasswordHere, {}});
  }
  map.finish();
  return turn;
}

}  // namespace peal::settings
