#include "api/page/static_pages.hpp"

#include <algorithm>

namespace peal::api {
namespace {

// Mantine writes style elements at run time, so styles may be inline; scripts
// may not. WebSockets are named because older browsers do not count them to 'self'.
constexpr std::string_view kPolicy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' ws: wss:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

bool has_ending(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.find('.', slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
}

// The bundler puts a hash of the content into these names, so they never change.
bool is_hashed(std::string_view path) { return path.find("/assets/") != std::string_view::npos; }

}  // namespace

net::HttpResponse StaticPages::answer(std::string_view path) const {
  if (path == "/demo" || path == "/demo/" || path == "/widget") {
    net::HttpResponse moved = net::HttpResponse::text(302, "");
    return std::move(moved.with("Location", "/widget/"));
  }
  const bool of_widget = is_widget(path);
  const auto& folder = of_widget ? widget_ : desk_;
  auto name = of_widget ? path.substr(8) : path.substr(std::min<std::size_t>(1, path.size()));
  if (name.empty() || (!of_widget && !has_ending(path))) name = "index.html";
  std::error_code ignored;
  const auto file = folder / std::filesystem::path(name);
  if (folder.empty() || !std::filesystem::is_regular_file(file, ignored)) {
    auto missing = net::HttpResponse::text(
        404, name == "index.html" ? "The pages are not built. ./run builds them; see README.md.\n" : "Not found.\n");
    return std::move(missing.with("Cache-Control", "no-store"));
  }
  auto response = net::HttpResponse::of_file(file.string());
  response.with("Cache-Control", is_hashed(path) ? "public, max-age=31536000, immutable" : "no-cache");
  response.with("Content-Security-Policy", std::string(kPolicy));
  return response;
}

void add_safety_headers(net::HttpResponse& response) {
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(response.headers, [&](const auto& header) { return header.first == name; });
  };
  response.with("X-Content-Type-Options", "nosniff");
  response.with("Referrer-Policy", "same-origin");
  response.with("Cross-Origin-Opener-Policy", "same-origin");
  response.with("Permissions-Policy", "microphone=(self), camera=(), geolocation=()");
  if (!has("Content-Security-Policy")) {
    response.with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
}

}  // namespace peal::api
