#pragma once

#include <map>
#include <string>
#include <string_view>

namespace peal::api {

/// Where a caller's number belongs, by each language of the pages ("zh-CN" to
/// "北京市", "en-US" to "Beijing"), since viewers of one document read different
/// ones. `country` says how short numbers are read (ISO 3166-1 alpha-2);
/// `kept` was known when the call came and stands where the number tells
/// nothing. Empty when nothing is known. Any thread.
[[nodiscard]] std::map<std::string, std::string> area_of(std::string_view number, std::string_view country,
                                                         std::string_view kept);

}  // namespace peal::api
