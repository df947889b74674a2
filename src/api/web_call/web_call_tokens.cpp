#include "api/web_call/web_call_tokens.hpp"

#include <array>
#include <charconv>

#include <sodium.h>

#include "api/limits.hpp"
#include "base/metrics.hpp"
#include "base/wire.hpp"

namespace peal::api {
namespace {

constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string encode(std::string_view raw) {
  std::string text(sodium_base64_encoded_len(raw.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(raw), raw.size(), kVariant);
  text.pop_back();  // The terminating zero.
  return text;
}

std::optional<std::string> decode(std::string_view text) {
  std::string raw(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), text.data(), text.size(), nullptr,
                        &size, &end, kVariant) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  raw.resize(size);
  return raw;
}

std::string nonce() {
  std::array<unsigned char, 8> raw{};
  randombytes_buf(raw.data(), raw.size());
  std::array<char, 17> text{};
  sodium_bin2hex(text.data(), text.size(), raw.data(), raw.size());
  return text.data();
}

tl::unexpected<base::Error> over() {
  return base::fail(base::ErrorCode::kNotSignedIn, "The call's token was used, is too old or is not ours.",
                    "api.token_over");
}

}  // namespace

WebCallTokens::WebCallTokens() : key_(crypto_auth_KEYBYTES, '\0') { randombytes_buf(key_.data(), key_.size()); }

std::pair<std::string, WebCallClaims> WebCallTokens::issue(WebCallClaims claims, core::Time now) {
  claims.nonce = nonce();
  claims.expires = now + kWebCallTokenLife;
  std::string raw;
  base::WireWriter(raw).value(claims);
  std::array<unsigned char, crypto_auth_BYTES> mac{};
  crypto_auth(mac.data(), bytes_of(raw), raw.size(), bytes_of(key_));
  auto token = encode(raw) + "." + encode({reinterpret_cast<const char*>(mac.data()), mac.size()});
  return {std::move(token), std::move(claims)};
}

base::Result<WebCallClaims> WebCallTokens::spend(std::string_view token, core::Time now) {
  const auto dot = token.find('.');
  if (dot == std::string_view::npos || token.size() > kWebTokenBytesMax) return over();
  const auto raw = decode(token.substr(0, dot));
  const auto mac = decode(token.substr(dot + 1));
  if (!raw || !mac || mac->size() != crypto_auth_BYTES) return over();
  if (crypto_auth_verify(bytes_of(*mac), bytes_of(*raw), raw->size(), bytes_of(key_)) != 0) return over();
  WebCallClaims claims;
  base::WireReader reader(*raw);
  reader.value(claims);
  if (reader.failed() || claims.expires <= now) return over();

  const std::lock_guard lock(mutex_);
  if (spent_.size() >= kWebTokensUsedMax) {
    std::erase_if(spent_, [&](const auto& entry) { return entry.second <= now; });
  }
  if (spent_.size() >= kWebTokensUsedMax) {
    base::counter("peal_api_limit_hits_total", "Limits of the API that were hit.", "limit=web_tokens").add();
    return base::fail(base::ErrorCode::kOverloaded, "Too many calls from pages at once.", "api.busy");
  }
  if (!spent_.try_emplace(claims.nonce, claims.expires).second) return over();
  return claims;
}

std::map<std::string, std::string> to_attributes(const WebCallClaims& claims) {
  return {{"kind", "web_call"},
          {"tenant", std::to_string(claims.tenant.value)},
          {"number", claims.number},
          {"name", claims.name},
          {"language", claims.language},
          {"nonce", claims.nonce},
          {"caller", claims.caller}};
}

std::optional<WebCallClaims> web_call_of(const std::map<std::string, std::string>& attributes) {
  const auto get = [&](const char* name) {
    const auto it = attributes.find(name);
    return it == attributes.end() ? std::string{} : it->second;
  };
  if (get("kind") != "web_call") return std::nullopt;
  WebCallClaims claims;
  const auto tenant = get("tenant");
  std::from_chars(tenant.data(), tenant.data() + tenant.size(), claims.tenant.value);
  claims.number = get("number");
  claims.name = get("name");
  claims.language = get("language");
  claims.nonce = get("nonce");
  claims.caller = get("caller");
  if (!claims.tenant.valid() || claims.number.empty()) return std::nullopt;
  return claims;
}

}  // namespace peal::api
