#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

#include "base/ip_range.hpp"
#include "settings/document.hpp"
#include "settings/limits.hpp"

/// The section `trunks`: ways to the telephone network.
namespace peal::settings {
namespace {

constexpr std::array<std::string_view, 5> kCodecs{"pcma", "pcmu", "opus", "g722", "g729"};
const std::vector<std::string_view> kTransports{"udp", "tcp", "tls", "auto"};
constexpr std::size_t kAutomatic = 3;  // Without a line the name says it (RFC 3263).
const std::vector<std::string_view> kSrtp{"off", "optional", "required"};
const std::vector<std::string_view> kForwarded{"diversion", "history_info", "both", "off"};
const std::vector<std::string_view> kForms{"as_is", "e164", "plain", "national"};
constexpr std::size_t kMostHostBytes = 253;  // RFC 1035 2.3.4.

bool good_name(std::string_view host) {
  const bool known = std::ranges::all_of(host, [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; });
  // What looks like an IPv4 address and is none would be asked of DNS for nothing.
  const bool letters = std::ranges::any_of(host, [](unsigned char c) { return std::isalpha(c) != 0; });
  return known && letters && !host.empty() && host.size() <= kMostHostBytes && host.front() != '.' && host.front() != '-';
}

bool good_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65'535;
}

// "host", "host:port", "[v6]" or "[v6]:port".
bool good_address(std::string_view text) {
  const auto bracket = text.starts_with('[') ? text.find(']') : std::string_view::npos;
  if (text.starts_with('[') && bracket == std::string_view::npos) return false;
  const auto colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  const auto host = text.substr(0, colon);
  if (colon != std::string_view::npos && !good_port(text.substr(colon + 1))) return false;
  if (bracket != std::string_view::npos) return host.size() == bracket + 1 && base::parse_ip_range(host).has_value();
  return good_name(host) || (host.find('/') == std::string_view::npos && base::parse_ip_range(host).has_value());
}

std::string read_address(YamlMap& map, const char* key, bool required) {
  if (!required && !map.has(key)) return {};
  std::string text = map.required_text(key);
  if (!text.empty() && !good_address(text)) {
    map.wrong(key, fmt::format("is '{}'; write a host or a host and a port, such as sip.carrier.example, "
                               "192.0.2.7:5080 or \"[2001:db8::7]:5060\".",
                               text.substr(0, kMostKeyBytes)),
              {Rule::kAddress, {}});
  }
  return text;
}

bool number_text(std::string_view text) {
  return text.size() <= kMostTrunkNumberBytes && text.find_first_not_of("+0123456789*#") == std::string_view::npos;
}

std::string read_digits(YamlMap& map, const char* key) {
  std::string text = map.text(key);
  if (!number_text(text)) {
    map.wrong(key, fmt::format("is '{}'; write digits, '+', '*' or '#', at most {}.", text, kMostTrunkNumberBytes),
              {Rule::kDigits, {std::to_string(kMostTrunkNumberBytes)}});
  }
  return text;
}

// The map of `called` or `caller`; `fixed` belongs to the latter only.
core::NumberRule read_rule(YamlMap& trunk, const char* key, std::string* fixed, Reading& reading) {
  core::NumberRule rule;
  if (!trunk.has(key)) return rule;
  YamlMap map(trunk.node(key), fmt::format("{} of {}", key, trunk.what()), reading.mistakes);
  if (!map.usable()) return rule;
  rule.form = static_cast<core::NumberForm>(map.one_of("form", kForms, 0));
  rule.strip = read_digits(map, "strip");
  rule.prefix = read_digits(map, "prefix");
  if (fixed != nullptr) *fixed = read_digits(map, "fixed");
  map.finish();
  return rule;
}

void read_account(YamlMap& map, core::Trunk& trunk) {
  trunk.user = map.text("user");
  trunk.domain = map.text("domain");
  if (!trunk.domain.empty() && !good_address(trunk.domain)) {
    map.wrong("domain", fmt::format("is '{}'; write a host, such as carrier.example.", trunk.domain.substr(0, kMostKeyBytes)), {Rule::kAddress, {}});
  }
  trunk.registers = map.truth("register", false);
  trunk.register_every = map.seconds("register_every", trunk.register_every, base::Seconds{30}, base::Seconds{3600});
  if (trunk.registers && trunk.user.empty()) map.wrong("register", "needs a 'user': the name that the carrier gave you.", {Rule::kNeedsUser, {}});
  const bool odd = std::ranges::any_of(trunk.user, [](unsigned char c) { return c < 0x21 || c == 0x7f || c == '@' || c == '"'; });
  if (odd) map.wrong("user", "may hold no blanks, quotes or '@'; the part behind the '@' belongs into 'domain'.", {Rule::kUser, {}});
}

// Certificates stand in the file itself, so that they travel and are restored with it.
void read_authorities(YamlMap& map, core::Trunk& trunk) {
  if (!map.has("authorities")) return;
  const auto written = map.node("authorities");
  trunk.authorities = written.IsScalar() ? written.Scalar() : std::string();
  const bool may_be_tls = trunk.transport == core::TrunkTransport::kTls || trunk.transport == core::TrunkTransport::kAuto;
  if (!may_be_tls) map.wrong("authorities", "is for 'transport: tls' or 'auto' only.", {Rule::kAuthoritiesTls, {}});
  const bool pem = trunk.authorities.find("-----BEGIN CERTIFICATE-----") != std::string::npos;
  if (!pem || trunk.authorities.size() > kMostAuthoritiesBytes) {
    map.wrong("authorities", fmt::format("must be certificates in PEM form, from -----BEGIN CERTIFICATE----- on, at most {} bytes.",
                                         kMostAuthoritiesBytes),
              {Rule::kAuthorities, {std::to_string(kMostAuthoritiesBytes)}});
  }
}

void read_srtp(YamlMap& map, core::Trunk& trunk) {
  trunk.srtp = static_cast<core::TrunkSrtp>(map.one_of("srtp", kSrtp, 0));
  trunk.srtp_without_tls = map.truth("srtp_without_tls", false);
  if (trunk.srtp == core::TrunkSrtp::kOff || trunk.transport == core::TrunkTransport::kTls || trunk.srtp_without_tls) return;
  map.wrong("srtp", "sends its keys in the messages, and without 'transport: tls' everybody on the way can read them; "
                    "where the network itself is trusted, say 'srtp_without_tls: true'.",
            {Rule::kReadableKeys, {}});
}

// Whom it is asked for in a challenge, and whom the other side may learn of.
void read_identity(YamlMap& map, core::Trunk& trunk) {
  trunk.realm = map.text("realm");
  const bool odd = std::ranges::any_of(trunk.realm, [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '"' || c == '\\'; });
  if (odd || trunk.realm.size() > kMostRealmBytes) {
    map.wrong("realm", fmt::format("must be the words between the quotes of realm=\"...\" that the carrier sends, at most {} bytes.", kMostRealmBytes),
              {Rule::kRealm, {std::to_string(kMostRealmBytes)}});
  }
  trunk.trusted = map.truth("trusted", true);
  trunk.forwarded = static_cast<core::TrunkForwarded>(map.one_of("forwarded_by", kForwarded, 0));
}

core::Trunk read_trunk(YamlMap& map, Reading& reading) {
  core::Trunk trunk;
  const auto up_to = [&](const char* key, std::uint32_t usual, std::uint32_t least, std::uint32_t most) {
    return static_cast<std::uint32_t>(map.number(key, usual, least, most));
  };
  trunk.name = map.translated("name", reading.language);
  trunk.address = read_address(map, "address", true);
  trunk.proxy = read_address(map, "outbound_proxy", false);
  trunk.transport = static_cast<core::TrunkTransport>(map.one_of("transport", kTransports, kAutomatic));
  read_authorities(map, trunk);
  read_srtp(map, trunk);
  read_account(map, trunk);
  read_identity(map, trunk);
  trunk.priority = up_to("priority", trunk.priority, 1, kMostTrunkPriority);
  trunk.weight = up_to("weight", trunk.weight, 0, kMostTrunkWeight);
  trunk.channels = up_to("channels", 0, 0, kMostChannels);
  trunk.calls_per_second = up_to("calls_per_second", 0, 0, kMostCallsPerSecond);
  trunk.codecs = read_texts(map, "codecs", kCodecs.size(), "[pcma, pcmu, opus, g722, g729]",
                            [](const std::string& text) { return std::ranges::find(kCodecs, text) != kCodecs.end(); });
  trunk.called = read_rule(map, "called", nullptr, reading);
  trunk.caller = read_rule(map, "caller", &trunk.caller_fixed, reading);
  trunk.allowed_sources = read_texts(map, "allowed_sources", kMostAllowedSources, "[192.0.2.7, 198.51.100.0/24]",
                                     [](const std::string& text) { return base::parse_ip_range(text).has_value(); });
  trunk.health_every = map.seconds("health_every", trunk.health_every, base::Seconds{0}, base::Seconds{3600});
  if (trunk.health_every.count() > 0 && trunk.health_every.count() < 5) {
    map.wrong("health_every", "is shorter than 5 s, which would bother the carrier; write 0s for no checks.", {Rule::kHealthTooOften, {}});
  }
  if (map.has("password")) {
    map.wrong("password", fmt::format("must not stand in a file; run `peal trunk password {}` and type it there.", map.text("key")), {Rule::kPasswordHere, {}});
  }
  return trunk;
}

}  // namespace

void read_trunks(const YAML::Node& list, Reading& reading, StoredKind& into) {
  if (!list.IsSequence()) return;
  for (const auto& entry : list) {
    YamlMap map(entry, "trunk", reading.mistakes);
    if (!map.usable()) continue;
    const std::string key = map.text("key");
    const auto known = reading.valid[Kind::kTrunk].find(key);
    if (known == reading.valid[Kind::kTrunk].end()) continue;  // Noted when keys were collected.
    map.rename(fmt::format("trunk '{}'", key));
    core::Trunk trunk = read_trunk(map, reading);
    map.finish();
    trunk.id = {reading.tenant, known->second};
    trunk.key = key;
    put(into, key, known->second, trunk);
  }
  if (into.size() > kMostTrunks) {
    reading.mistakes.add(list.Mark(), fmt::format("There are {} trunks; {} is the most.", into.size(), kMostTrunks), {Rule::kTooMany, {std::to_string(kMostTrunks)}});
  }
}

}  // namespace peal::settings
