#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "net/http_message.hpp"
#include "net/limits.hpp"

namespace peal::net {

/// A request to someone else's server.
struct Fetch {
  std::string method = "GET";
  std::string url;  ///< http or https only.
  std::string unix_socket;  ///< Path of a socket to speak over instead of the network; empty: the URL's host.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  Millis time_max = kFetchTimeMax;       ///< From start to the last byte.
  std::size_t body_max = kFetchBodyMax;  ///< A longer answer is an error.
  bool follow_redirects = false;         ///< At most kFetchRedirectsMax; same rules for each hop.
};

struct Fetched {
  std::uint16_t status = 0;  ///< Any status is an answer, 500 too.
  HttpPairs headers{HttpPairs::Names::kAnyCase};
  std::string body;
};

/// Asks other servers, without blocking the asker. TLS is always verified.
class HttpClient {
 public:
  using Done = std::function<void(base::Result<Fetched>)>;

  virtual ~HttpClient() = default;
  /// `done` is called once, on the client's thread, and must not block. Errors:
  /// kBadInput (the URL), kForbidden (an internal address), kTimeout,
  /// kUnreachable, kTooLarge, kTooMany (kFetchesMax wait), kCancelled (the client ended).
  virtual void fetch(Fetch fetch, Done done) = 0;
};

struct HttpClientOptions {
  /// Off: loopback, private and link-local addresses are refused after the
  /// name is resolved, so a name that points inside does not help an attacker.
  bool allow_internal = false;
  std::string ca_file;  ///< Authorities in PEM, in place of the system's when not empty.
  std::string user_agent = "Peal";
};

/// libcurl on a thread of its own.
[[nodiscard]] base::Result<std::unique_ptr<HttpClient>> make_http_client(HttpClientOptions options);

}  // namespace peal::net
