#pragma once

#include <string>
#include <string_view>

#include "base/metrics.hpp"

namespace peal::telephony {

/// The figures of /metrics that this room keeps; contacts and queues are
/// counted from facts, not here.
struct Meters {
  base::Counter& arrived = base::counter("peal_calls_total", "Calls by direction.", "direction=in");
  base::Counter& placed = base::counter("peal_calls_total", "Calls by direction.", "direction=out");
  base::Gauge& live = base::gauge("peal_legs_live", "Legs that are set up or up.");
  base::Gauge& streams = base::gauge("peal_media_streams_open", "Streams that hold an RTP port.");
  base::Gauge& ports = base::gauge("peal_rtp_ports_free", "RTP ports that no stream holds.");
  base::Gauge& registrations = base::gauge("peal_registrations", "Registered contacts of devices.");
  base::Histogram& answer = base::histogram("peal_answer_seconds", "From the INVITE of a caller to our 200.",
                                            {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5});
  base::Histogram& wait = base::histogram("peal_sip_wait_seconds", "How long the oldest message of a turn waited for the switch loop, without new calls.",
                                          {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1});
  base::Histogram& new_call_wait = base::histogram("peal_sip_new_call_wait_seconds", "How long new calls waited until they were let in or shed.",
                                                   {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1});
  base::Gauge& overload_rate = base::gauge("peal_overload_calls_per_second", "New calls let in each second while some are refused; 0: no limit.");
  base::Counter& refused_overload = refused("overload");
  base::Counter& told_busy = base::counter("peal_calls_told_busy_total", "Calls shed under overload that heard the busy announcement first.");
  base::Counter& refused_full = refused("full");
  base::Counter& refused_ports = refused("no_port");
  base::Counter& refused_codec = refused("no_codec");
  base::Counter& refused_number = refused("no_such_number");
  base::Counter& refused_source = refused("source");
  base::Counter& refused_flood = refused("flood");
  base::Counter& refused_trunk = refused("trunk_limit");
  base::Counter& refused_stranger = refused("stranger_limit");
  base::Counter& ignored_half_open = refused("half_open");
  base::Counter& half_open_ended = base::counter("peal_calls_half_open_ended_total", "Answered calls of strangers that were ended before their ACK came, so that others had room.");
  base::Gauge& banned = base::gauge("peal_sip_sources_banned", "Sources that were shut out, when the last one was or was let in.");
  base::Counter& dropped_banned = base::counter("peal_sip_messages_dropped_total", "Messages of sources that are shut out.");
  base::Counter& wrong_passwords = base::counter("peal_sip_wrong_passwords_total", "Wrong answers to a challenge.");
  base::Counter& silent = base::counter("peal_legs_lost_total", "Legs lost without a goodbye.", "why=silence");
  base::Counter& connection_lost = base::counter("peal_legs_lost_total", "Legs lost without a goodbye.", "why=connection");
  base::Counter& prompts_failed = base::counter("peal_prompts_failed_total", "Prompts that could not be played.");

  base::Gauge& outside_alarms = base::gauge("peal_outside_alarms", "Kinds of refused calls to outside that nobody has taken note of.");
  static base::Counter& outside_refused(std::string_view why) {
    return base::counter("peal_outside_calls_refused_total", "Calls to outside that the rules did not let out.", "why=" + std::string(why));
  }

 private:
  static base::Counter& refused(const char* why) {
    return base::counter("peal_requests_refused_total", "Calls and registrations refused.", std::string("why=") + why);
  }
};

}  // namespace peal::telephony
