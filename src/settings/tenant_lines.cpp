#include <fmt/format.h>

#include "settings/lines.hpp"

/// The tenant itself as the settings file writes it.
namespace peal::settings {
namespace {

std::string clock_text(std::uint16_t minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

Lines outside_lines(const core::OutsideRules& rules) {
  const core::OutsideRules usual;
  LineWriter lines;
  lines.texts("countries", rules.countries).texts("allowed", rules.allowed).texts("blocked", rules.blocked);
  lines.truth("premium", rules.premium, usual.premium).number("calls", rules.calls, usual.calls);
  lines.number("calls_per_minute", rules.calls_per_minute, usual.calls_per_minute);
  lines.number("minutes_per_hour", rules.minutes_per_hour, usual.minutes_per_hour);
  lines.word("night", rules.night, usual.night, {"open", "international", "all"});
  if (rules.night_from != usual.night_from || rules.night_to != usual.night_to) {
    lines.text("night_hours", clock_text(rules.night_from) + "-" + clock_text(rules.night_to));
  }
  return lines.take();
}

Lines stranger_lines(const core::StrangerRules& rules) {
  const core::StrangerRules usual;
  return LineWriter()
      .number("calls_per_second", rules.per_second, usual.per_second)
      .number("calls_per_minute", rules.per_minute, usual.per_minute)
      .number("neighbourhood_per_minute", rules.prefix_per_minute, usual.prefix_per_minute)
      .take();
}

Lines park_lines(const core::ParkLot& park) {
  const core::ParkLot usual;
  return LineWriter()
      .text("first", park.first, usual.first)
      .number("places", park.places, usual.places)
      .seconds("return_after", park.return_after, usual.return_after)
      .take();
}

// The list of addresses is needed where there is a section at all.
Lines turn_lines(const TurnServers& turn) {
  if (turn.urls.empty()) return {};
  return LineWriter().texts("urls", turn.urls).seconds("lifetime", turn.lifetime, TurnServers{}.lifetime).take();
}

}  // namespace

Lines lines_of(const TenantBody& tenant, const std::string& key) {
  const TenantBody usual;
  LineWriter lines;
  lines.text("key", key).translated("name", tenant.name).always("time_zone", {tenant.time_zone}).always("language", {tenant.language});
  lines.always("country", {tenant.country}).seconds("reconnect_grace", tenant.reconnect_grace, usual.reconnect_grace);
  lines.texts("allowed_origins", tenant.allowed_origins).map("park", park_lines(tenant.park));
  lines.truth("record_outside_calls", tenant.record_outside_calls, usual.record_outside_calls);
  lines.map("outside", outside_lines(tenant.outside));
  // An empty list is said: without the line this machine itself is meant.
  if (tenant.never_banned != usual.never_banned) {
    std::vector<Value> never;
    for (const auto& range : tenant.never_banned) never.push_back({range});
    lines.always("never_banned", {std::move(never)});
  }
  lines.map("strangers", stranger_lines(tenant.strangers));
  lines.translated("busy_announcement", tenant.busy_announcement);
  return lines.map("turn", turn_lines(tenant.turn)).take();
}

}  // namespace peal::settings
