#include "app/options.hpp"

#include <charconv>
#include <system_error>

#include <fmt/format.h>

namespace peal::app {
namespace {

constexpr int kLeastPorts = 16;
constexpr std::uint16_t kSipPort = 5060;
constexpr std::uint16_t kSipTlsPort = 5061;

// A port of the range, or 0.
std::uint16_t port(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? value : 0;
}

}  // namespace

base::Result<PortRange> parse_port_range(const std::string& text) {
  const auto colon = text.rfind(':');
  const auto dash = text.rfind('-');
  PortRange range;
  if (colon != std::string::npos && dash != std::string::npos && dash > colon) {
    range = {text.substr(0, colon), port(std::string_view(text).substr(colon + 1, dash - colon - 1)),
             port(std::string_view(text).substr(dash + 1))};
  }
  if (range.host.size() > 2 && range.host.front() == '[' && range.host.back() == ']') range.host = range.host.substr(1, range.host.size() - 2);
  if (range.first < 1024 || range.last < range.first || range.last - range.first + 1 < kLeastPorts) {
    return base::fail(base::ErrorCode::kBadInput,
                      fmt::format("'{}' is not a range of media ports; write it like 127.0.0.1:16384-31383, with "
                                  "ports from 1024 to 65535 and at least {} of them.",
                                  text, kLeastPorts),
                      "--rtp");
  }
  return range;
}

base::Result<std::optional<net::Address>> sip_tls_address(const ServeOptions& options) {
  if (options.sip_tls == "none") return std::nullopt;
  const auto at = net::Address::parse(options.sip_tls.empty() ? options.sip : options.sip_tls);
  if (!at) return base::fail(at.error());
  if (!options.sip_tls.empty()) return *at;
  // RFC 3261 19.1.2: beside the usual port stands the usual one of TLS.
  return at->port == kSipPort ? std::optional(at->with_port(kSipTlsPort)) : std::nullopt;
}

base::Result<std::optional<StunServer>> stun_server(const ServeOptions& options) {
  constexpr std::string_view kScheme = "stun:";
  if (!options.public_address.starts_with(kScheme)) return std::nullopt;
  const auto text = std::string_view(options.public_address).substr(kScheme.size());
  StunServer server;
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  server.host = text.substr(0, colon);
  if (bracket != std::string_view::npos) server.host = text.substr(1, bracket - 1);
  if (colon != std::string_view::npos) server.port = port(text.substr(colon + 1));
  const bool odd = server.host.find_first_of(" ,/@") != std::string::npos || (text.starts_with('[') && bracket == std::string_view::npos);
  if (!server.host.empty() && server.port != 0 && !odd) return server;
  return base::fail(base::ErrorCode::kBadInput,
                    fmt::format("'{}' names no STUN server; write it like stun:stun.carrier.example or stun:192.0.2.3:3478.",
                                options.public_address),
                    "--public-address");
}

std::filesystem::path find_web(const std::filesystem::path& wanted) {
  if (!wanted.empty()) return wanted;
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  for (const auto& candidate : {program.parent_path() / "../../web", program.parent_path() / "web"}) {
    if (std::filesystem::exists(candidate / "desk/dist/index.html", error)) return std::filesystem::canonical(candidate, error);
  }
  return "/usr/share/peal/web";
}

}  // namespace peal::app
