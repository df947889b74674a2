#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/access/permission.hpp"
#include "api/http/call.hpp"
#include "api/limits.hpp"

namespace peal::api {

struct Context;

/// Answers one request. Never throws; answers exactly once.
using Handler = void (*)(Context&, Call);

/// Where a handler runs.
enum class Runs : std::uint8_t {
  kAtOnce,    ///< On the thread that has the request; must not block.
  kOnWorker,  ///< On the worker pool: SQL, files, hashing.
};

/// Whose pages may use a route that changes something.
enum class Pages : std::uint8_t {
  kOurs,
  kCompanies,  ///< Also those of the tenants' allowed origins; never with a session.
};

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/api/contacts/{id}/hold"; one {id} at most.
  Access access;
  Runs runs = Runs::kAtOnce;
  Handler handler = nullptr;
  std::size_t body_max = kJsonBodyMax;
  Pages pages = Pages::kOurs;
};

/// Every route there is; a test holds the list against api/openapi.yaml.
[[nodiscard]] std::span<const Route> routes();

struct Match {
  const Route* route = nullptr;  ///< Null: no such path, or not with this method.
  std::string id;
  std::string allow;  ///< Methods that the path has, as in "GET, PUT"; empty: no such path.
};
/// HEAD is answered like GET.
[[nodiscard]] Match match_route(std::string_view method, std::string_view path);

/// What stands for {id} when `path` fits; nothing when it does not.
[[nodiscard]] std::optional<std::string> match_pattern(std::string_view pattern, std::string_view path);

}  // namespace peal::api
