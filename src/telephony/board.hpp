#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/time.hpp"
#include "core/signal.hpp"
#include "media/media_plane.hpp"
#include "sip/user_agent/user_agent.hpp"
#include "speech/speech_service.hpp"
#include "telephony/directory.hpp"
#include "telephony/guard/half_open_calls.hpp"
#include "telephony/leg_table.hpp"
#include "telephony/meters.hpp"
#include "telephony/switch_config.hpp"
#include "telephony/trunk/trunks.hpp"

namespace peal::telephony {

/// What every part of the exchange works with. All of it lives on one thread.
struct Board {
  const SwitchConfig& config;
  sip::UserAgent& sip;
  media::MediaPlane& media;
  speech::Speaker& speech;
  Directory& directory;
  LegTable& legs;
  Trunks& trunks;
  OutsideGuard& outside;
  HalfOpenCalls& half_open;
  Meters& meters;
  std::function<void(core::Signal)> raise;
  std::function<base::Time()> clock;
  /// Runs a task on the exchange's thread; may be called from any.
  std::function<void(std::function<void()>)> post;
  std::string host;  ///< The host of our own addresses: "192.0.2.1", "[2001:db8::1]".

  [[nodiscard]] base::Time now() const { return clock(); }
  /// Names of streams, plays and recordings in media: never zero, never twice.
  [[nodiscard]] std::uint64_t next_name() { return ++last_name; }
  std::uint64_t last_name = media::kBuiltInMusic.value;
  std::map<std::string, sip::Located> places = {};  ///< Where SIP URIs of outside agents lead, by the URI.
};

}  // namespace peal::telephony
