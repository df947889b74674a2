#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace peal::api {

/// The sentences that the server itself says to people, in the languages of
/// the pages. Anything else a page says is the page's own.
struct Text {
  std::string_view key;
  std::string_view zh;
  std::string_view en;
};

[[nodiscard]] std::span<const Text> texts();

/// The sentence of `key`; nothing when there is none. `language` is a BCP 47
/// tag: what begins with "zh" is Chinese, all else English.
[[nodiscard]] std::optional<std::string_view> text_of(std::string_view key, std::string_view language);

/// "zh-CN" or "en-US": the better one for an Accept-Language header (RFC 9110
/// 12.5.4), or `fallback` when it names neither.
[[nodiscard]] std::string_view language_for(std::string_view accept_language, std::string_view fallback);

}  // namespace peal::api
