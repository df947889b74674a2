#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/address.hpp"

namespace peal::app {

/// "127.0.0.1:16384-26383" taken apart.
struct PortRange {
  std::string host;
  std::uint16_t first = 0;
  std::uint16_t last = 0;
};

/// What `peal serve` needs to know. Each option is also a variable: --data is
/// PEAL_DATA, --public-address is PEAL_PUBLIC_ADDRESS.
struct ServeOptions {
  std::filesystem::path data = "var";
  std::string https = "127.0.0.1:8443";
  std::string http = "127.0.0.1:8080";     ///< Plain; loopback addresses only. Empty: none.
  std::string sip = "127.0.0.1:5060";      ///< UDP and TCP.
  std::string sip_tls;                     ///< Empty: port 5061 beside a `sip` on 5060, else none. "none": none.
  std::string rtp = "127.0.0.1:16384-31383";
  std::string public_address;              ///< What SDP and Contact say when it is not the address we listen on: numeric, or "stun:HOST[:PORT]".
  std::string dns;                         ///< Name servers, "192.0.2.53,127.0.0.1:5353". Empty: those of /etc/resolv.conf.
  std::string database;                    ///< Empty: SQLite in the data folder; else postgresql://...
  std::filesystem::path web;               ///< Folder of the built pages; empty: found beside the program.
  bool demo = false;
  std::uint32_t media_threads = 1;         ///< 1 to 64.
  base::Seconds drain_limit{30};           ///< After SIGTERM calls in progress get this long.
  std::string trace = "all";               ///< Whose SIP messages are kept: "all", "failed" (calls) or "none".
  std::uint32_t trace_share = 100;         ///< Percent of the calls; those that fail are kept beside them.
  std::uint32_t trace_days = 7;            ///< 1 to 365; older ones are removed.
  std::uint32_t trace_megabytes = 1'024;   ///< 32 to 1,048,576; the oldest are removed above it.
};

/// Which centre a command is about.
struct CentreOptions {
  std::string server;  ///< https://host:port; the key comes from PEAL_TOKEN. Empty: the data folder's.
  std::filesystem::path data = "var";
  std::string database;  ///< As for `serve`; asked only when no server runs.
};

struct ApplyOptions : CentreOptions {
  std::filesystem::path file;
};

struct KeyOptions : CentreOptions {
  std::string name;
  std::string role = "administrator";
  std::string tenant;  ///< Its key; may be empty where there is one tenant.
  std::string id;
};

struct TrunkOptions : CentreOptions {
  std::string key;  ///< Of the trunk.
};

struct TurnOptions : CentreOptions {
  std::string tenant;  ///< Its key; may be empty where there is one tenant.
};

struct PersonOptions : CentreOptions {
  std::string key;  ///< Of a user or an agent.
};

/// Filters of `peal trace`; empty ones let everything pass.
struct TraceOptions : CentreOptions {
  std::string number;   ///< Part of From, To or the Request-URI.
  std::string call_id;  ///< Part of it.
  std::string source;   ///< Part of the peer's address.
  std::string method;
  std::string trunk;    ///< Its key.
  bool failures = false;
  bool full = false;    ///< The whole message under its line.
};

struct BanOptions : CentreOptions {
  std::string source;  ///< An address, or a /64 as `peal ban list` writes it.
};

struct RebuildOptions {
  std::filesystem::path data = "var";
  std::string database;  ///< As for `serve`.
};

struct DoctorOptions {
  ServeOptions serve;
};

/// "host:first-last"; ports 1024 to 65535, at least 16 of them.
[[nodiscard]] base::Result<PortRange> parse_port_range(const std::string& text);

/// Where SIP over TLS listens, if it does. Error: kBadInput.
[[nodiscard]] base::Result<std::optional<net::Address>> sip_tls_address(const ServeOptions& options);

/// The STUN server that --public-address names, if it does; its port is 3478 unless it says another. Error: kBadInput.
struct StunServer {
  std::string host;
  std::uint16_t port = 3478;
};
[[nodiscard]] base::Result<std::optional<StunServer>> stun_server(const ServeOptions& options);

/// The built pages: `wanted` when given, else beside the program or in /usr/share/peal/web.
[[nodiscard]] std::filesystem::path find_web(const std::filesystem::path& wanted);

}  // namespace peal::app
