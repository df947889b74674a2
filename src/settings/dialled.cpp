#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "core/park/park.hpp"
#include "core/pbx/dial.hpp"
#include "settings/document.hpp"

/// What a phone dials leads to one place: extensions, numbers, conferences, park
/// places and codes are different digits.
namespace peal::settings {
namespace {

/// A place that these digits shall lead to.
struct Claim {
  std::string digits;
  Kind kind;        ///< kTenant: a park place.
  std::string key;  ///< Of the entry.
  std::size_t nth = 0;
  YAML::Mark mark = YAML::Mark::null_mark();

  [[nodiscard]] bool of_same(const Claim& other) const { return kind == other.kind && key == other.key; }
};

std::vector<Claim> claims_of(const core::Centre& centre, Kind kind) {
  std::vector<Claim> claims;
  const auto add = [&](const std::string& digits, const std::string& key) {
    if (!digits.empty()) claims.push_back({digits, kind, key});
  };
  if (kind == Kind::kTenant) {
    for (const auto& place : core::park::places(centre.park)) add(place, {});
  } else if (kind == Kind::kNumber) {
    for (const auto& number : centre.numbers) add(number.digits, number.digits);
  } else if (kind == Kind::kAgent) {
    for (const auto& agent : centre.agents) add(agent.number, agent.key);
  } else {
    for (const auto& room : centre.conferences) add(room.number, room.key);
  }
  return claims;
}

YAML::Mark mark_of_park(const YAML::Node& document) {
  const YAML::Node tenant = document["tenant"];
  if (!tenant.IsDefined() || !tenant.IsMap()) return YAML::Mark::null_mark();
  const YAML::Node park = tenant["park"];
  return park.IsDefined() ? park.Mark() : tenant.Mark();
}

// In the order of the document, of whose entries later ones give way.
void find_places(const YAML::Node& document, Kind kind, std::vector<Claim>& claims) {
  if (kind == Kind::kTenant) {
    for (auto& claim : claims) claim.mark = mark_of_park(document);
    return;
  }
  const auto section = std::ranges::find(sections(), kind, &Section::kind);
  const YAML::Node list = document[section->name];
  if (!list.IsSequence()) return;
  std::map<std::string, Claim*> by_key;
  for (auto& claim : claims) by_key[claim.key] = &claim;
  std::size_t nth = 0;
  for (const auto& entry : list) {
    if (!entry.IsMap()) continue;
    const YAML::Node key = entry[section->key];
    const YAML::Node digits = kind == Kind::kNumber ? key : entry["number"];
    const bool one = kind != Kind::kAgent && key.IsDefined() && key.IsScalar();
    for (const auto& name : one ? std::vector{key.Scalar()} : agent_keys(entry)) {
      const auto claim = by_key.find(name);
      if (claim == by_key.end()) continue;
      claim->second->nth = ++nth;
      claim->second->mark = digits.IsDefined() ? digits.Mark() : entry.Mark();
    }
  }
  std::ranges::stable_sort(claims, {}, &Claim::nth);
}

std::string subject(const Claim& claim) {
  if (claim.kind == Kind::kTenant) return "a place of the tenant's park";
  if (claim.kind == Kind::kNumber) return "digits of a number";
  return fmt::format("number of {} '{}'", kind_name(claim.kind), claim.key);
}

std::string owner(const Claim& claim) {
  const auto who = claim.kind == Kind::kTenant   ? std::string("the tenant's park")
                   : claim.kind == Kind::kNumber ? std::string("one of 'numbers'")
                                                 : fmt::format("{} '{}'", kind_name(claim.kind), claim.key);
  const auto where = claim.mark.is_null() ? std::string("kept from before") : fmt::format("line {}", claim.mark.line + 1);
  return fmt::format("{} has too ({})", who, where);
}

Broken broken(const Claim& claim, const Claim& other) {
  if (other.kind == Kind::kTenant) return {Rule::kParkPlace, {}};
  if (claim.kind != Kind::kNumber && other.kind == Kind::kAgent) return {Rule::kExtensionTaken, {other.key}};
  if (other.kind == Kind::kNumber) return {Rule::kExtensionIsNumber, {}};
  return {Rule::kNumberTaken, {fmt::format("{} {}", kind_name(other.kind), other.key)}};
}

void note(const Claim& claim, std::string_view text, Broken broken, Mistakes& mistakes) {
  const char* field = claim.kind == Kind::kTenant ? "" : claim.kind == Kind::kNumber ? "digits" : "number";
  mistakes.add(claim.mark, fmt::format("{} is '{}', which {}; choose another.", subject(claim), claim.digits, text), std::move(broken),
               claim.mark.is_null() ? field : "");
}

}  // namespace

void check_dialled(const core::Centre& centre, const Entities& wanted, const YAML::Node& document, Mistakes& mistakes) {
  std::map<std::string, Claim> first;
  // What the document leaves as it is comes first: it is the new that gives way.
  for (const bool named : {false, true}) {
    for (const Kind kind : {Kind::kTenant, Kind::kNumber, Kind::kAgent, Kind::kConference}) {
      if (wanted.kinds.contains(kind) != named) continue;
      auto claims = claims_of(centre, kind);
      if (named) find_places(document, kind, claims);
      for (const auto& claim : claims) {
        if (named && core::pbx::is_code(claim.digits)) note(claim, "is a code of phones", {Rule::kPhoneCode, {}}, mistakes);
        const auto [other, fresh] = first.emplace(claim.digits, claim);
        if (fresh || !named || claim.of_same(other->second)) continue;
        note(claim, owner(other->second), broken(claim, other->second), mistakes);
      }
    }
  }
}

}  // namespace peal::settings
