#include "settings/document.hpp"
#include "settings/limits.hpp"

/// The key `strangers` of a tenant: how fast anybody may call its open numbers.
namespace peal::settings {

core::StrangerRules read_strangers(YamlMap& tenant, Reading& reading) {
  core::StrangerRules rules;
  if (!tenant.has("strangers")) return rules;
  YamlMap map(tenant.node("strangers"), "strangers of " + tenant.what(), reading.mistakes);
  if (!map.usable()) return rules;
  const auto limit = [&](const char* key, std::uint32_t usual, std::uint32_t most) {
    return static_cast<std::uint32_t>(map.number(key, usual, 0, most));
  };
  rules.per_second = limit("calls_per_second", rules.per_second, kMostCallsPerSecond);
  rules.per_minute = limit("calls_per_minute", rules.per_minute, 60 * kMostCallsPerSecond);
  rules.prefix_per_minute = limit("neighbourhood_per_minute", rules.prefix_per_minute, 60 * kMostCallsPerSecond);
  map.finish();
  return rules;
}

}  // namespace peal::settings
