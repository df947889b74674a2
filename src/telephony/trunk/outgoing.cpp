#include "telephony/trunk/outgoing.hpp"

#include <fmt/format.h>

#include "telephony/limits.hpp"
#include "telephony/trunk/written_number.hpp"

namespace peal::telephony {
namespace {

std::string uri_of(const core::Trunk& trunk, std::string_view user) {
  return fmt::format("sip:{}@{}", sip::escape_user(user), trunk_domain(trunk));
}

// RFC 3323 4.1.1.3 and RFC 3325 9.3: a caller who withholds the number is
// anonymous to the person called, while the network still learns whose line it is:
// by our word where we trust each other (RFC 3325 5), and else by our wish (9.2).
void show_caller(sip::PlaceRequest& request, const core::Trunk& trunk, const std::string& number, const std::string& name) {
  if (number.empty()) {
    request.from_uri = "sip:anonymous@anonymous.invalid";
    request.from_display = "Anonymous";
    request.headers.emplace_back("Privacy", "id");
    const auto* identity = trunk.trusted ? "P-Asserted-Identity" : "P-Preferred-Identity";
    if (!trunk.user.empty()) request.headers.emplace_back(identity, "<" + uri_of(trunk, trunk.user) + ">");
    return;
  }
  request.from_uri = uri_of(trunk, number);
  request.from_display = name;
  // RFC 3325 5: an identity is asserted to whom we trust, and to nobody else.
  if (trunk.trusted) request.headers.emplace_back("P-Asserted-Identity", sip::write_name_addr(name, request.from_uri));
}

}  // namespace

sip::PlaceRequest outside_request(const Board& board, const TrunkSetup& setup, const OutsideCall& call) {
  const auto& trunk = setup.trunk;
  const auto tenant = trunk.id.tenant;
  sip::PlaceRequest request;
  const auto called = written(trunk.called, board.directory.forms_of(tenant, call.number));
  request.target = trunk_uri(setup, called);
  request.route = trunk_route(setup);
  request.to_uri = uri_of(trunk, called);
  const auto& shown = trunk.caller_fixed.empty() ? call.caller : trunk.caller_fixed;
  const auto number = shown.empty() ? std::string() : written(trunk.caller, board.directory.forms_of(tenant, shown));
  show_caller(request, trunk, number, trunk.caller_fixed.empty() ? call.caller_name : std::string());
  if (setup.password && !trunk.user.empty()) request.credentials = trunk_credentials(setup);
  request.patience = kTrunkPatience;
  return request;
}

void send_along(sip::PlaceRequest& request, const Board& board, core::TrunkId trunk) {
  const auto way = board.trunks.way(trunk, board.now());
  request.flow = way.front();
  request.flow_is_kept = board.trunks.keeps(trunk, way.front());
  request.others.assign(way.begin() + 1, way.end());
}

}  // namespace peal::telephony
