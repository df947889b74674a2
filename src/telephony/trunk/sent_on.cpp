#include "telephony/trunk/sent_on.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "sip/message/forwardings.hpp"
#include "telephony/limits.hpp"
#include "telephony/numbers.hpp"
#include "telephony/trunk/trunks.hpp"
#include "telephony/trunk/written_number.hpp"

namespace peal::telephony {
namespace {

using core::DiversionReason;

// RFC 5806 4. The first of a meaning is the one we write.
constexpr std::array<std::pair<std::string_view, DiversionReason>, 11> kDiversionWords{{
    {"unknown", DiversionReason::kUnknown}, {"unconditional", DiversionReason::kUnconditional}, {"user-busy", DiversionReason::kBusy},
    {"no-answer", DiversionReason::kNoAnswer}, {"unavailable", DiversionReason::kUnavailable}, {"deflection", DiversionReason::kDeflected},
    {"do-not-disturb", DiversionReason::kDoNotDisturb}, {"time-of-day", DiversionReason::kTimeOfDay}, {"away", DiversionReason::kAway},
    {"follow-me", DiversionReason::kUnconditional}, {"out-of-service", DiversionReason::kUnavailable}}};

DiversionReason diversion_reason(std::string_view word) {
  const auto row = std::ranges::find(kDiversionWords, word, &std::pair<std::string_view, DiversionReason>::first);
  return row == kDiversionWords.end() ? DiversionReason::kUnknown : row->second;
}

std::string diversion_word(DiversionReason reason) {
  const auto row = std::ranges::find(kDiversionWords, reason, &std::pair<std::string_view, DiversionReason>::second);
  return std::string(row == kDiversionWords.end() ? std::string_view("unknown") : row->first);
}

base::Personal number_of_step(const sip::Forwarding& step) {
  const auto uri = step.hidden ? std::nullopt : sip::parse_uri(step.uri);
  if (!uri || uri->host == "anonymous.invalid") return {};
  return base::Personal(bounded_text(number_in(*uri), kCallerMaxBytes));
}

}  // namespace

void note_diversions(const sip::Message& invite, core::LegArrived& signal) {
  const auto told = sip::read_forwardings(invite);
  if (told.times == 0) return;
  signal.diversions = told.times;
  signal.diverted_by = number_of_step(told.steps.front());
  signal.diversion = diversion_reason(told.steps.front().reason);
  if (told.steps.size() > 1) signal.first_called = number_of_step(told.steps.back());
}

void add_diversions(sip::PlaceRequest& request, const Board& board, const core::Trunk& trunk, const std::vector<core::Diversion>& diversions) {
  using core::TrunkForwarded;
  if (trunk.forwarded == TrunkForwarded::kOff || diversions.empty()) return;
  std::vector<sip::Forwarding> steps;
  for (const auto& diversion : diversions) {
    const bool hidden = diversion.number.text.empty();
    const auto number = hidden ? std::string() : written(trunk.caller, board.directory.forms_of(trunk.id.tenant, diversion.number.text));
    auto uri = hidden ? std::string("sip:anonymous@anonymous.invalid") : fmt::format("sip:{}@{}", sip::escape_user(number), trunk_domain(trunk));
    steps.push_back({std::move(uri), diversion_word(diversion.reason), hidden});
  }
  if (trunk.forwarded != TrunkForwarded::kHistoryInfo) {
    for (auto& value : sip::write_diversions(steps)) request.headers.emplace_back("Diversion", std::move(value));
  }
  if (trunk.forwarded != TrunkForwarded::kDiversion) {
    request.headers.emplace_back("History-Info", sip::write_history(steps, request.to_uri));
  }
}

}  // namespace peal::telephony
