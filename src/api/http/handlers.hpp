#pragma once

#include "api/http/call.hpp"

/// What answers each route; each noun's folder holds its own.
namespace peal::api {

struct Context;

void sign_in(Context&, Call);
void list_sessions(Context&, Call);
void current_session(Context&, Call);
void sign_out(Context&, Call);
void revoke_session(Context&, Call);

void make_key(Context&, Call);
void list_keys(Context&, Call);
void revoke_key(Context&, Call);

void me(Context&, Call);

void agent_sign_in(Context&, Call);
void agent_sign_out(Context&, Call);
void set_agent_status(Context&, Call);
void reject_offer(Context&, Call);
void transfer_contact(Context&, Call);
void consult(Context&, Call);
void swap_consult(Context&, Call);
void complete_transfer(Context&, Call);
void cancel_consult(Context&, Call);
void join_consult(Context&, Call);
void park_contact(Context&, Call);
void retrieve_parked(Context&, Call);
void set_forwarding(Context&, Call);
void set_phone_rules(Context&, Call);
void leave_seat(Context&, Call);
void own_phone_pin(Context&, Call);
void set_own_phone_pin(Context&, Call);
void remove_own_phone_pin(Context&, Call);
void set_phone_pin(Context&, Call);
void remove_phone_pin(Context&, Call);
void set_phone_password(Context&, Call);
void set_user_password(Context&, Call);
void hold(Context&, Call);
void retrieve(Context&, Call);
void mute(Context&, Call);
void send_digits(Context&, Call);
void hang_up(Context&, Call);
void extend_wrap_up(Context&, Call);
void finish_wrap_up(Context&, Call);
void write_notes(Context&, Call);

void live(Context&, Call);
void figures(Context&, Call);

void list_contacts(Context&, Call);
void one_contact(Context&, Call);
void contact_ladder(Context&, Call);
void contact_pcap(Context&, Call);
void watch_trace(Context&, Call);
void refused_calls(Context&, Call);
void list_recordings(Context&, Call);
void one_recording(Context&, Call);
void recording_audio(Context&, Call);
void recording_waveform(Context&, Call);

void list_customers(Context&, Call);
void create_customer(Context&, Call);
void one_customer(Context&, Call);
void save_customer(Context&, Call);
void forget_customer(Context&, Call);
void customer_history(Context&, Call);

void list_queues(Context&, Call);
void list_agents(Context&, Call);

void start_web_call(Context&, Call);
void demo(Context&, Call);

void list_conferences(Context&, Call);
void mute_party(Context&, Call);
void remove_party(Context&, Call);
void lock_conference(Context&, Call);
void end_conference(Context&, Call);
void set_conference_pins(Context&, Call);

void list_trunks(Context&, Call);
void set_trunk_password(Context&, Call);
void test_trunk(Context&, Call);
void own_ice(Context&, Call);
void set_turn_secret(Context&, Call);
void show_security(Context&, Call);
void lift_ban(Context&, Call);
void acknowledge_alarm(Context&, Call);

void apply_settings(Context&, Call);
void list_revisions(Context&, Call);
void current_settings(Context&, Call);
void list_entries(Context&, Call);
void set_entry(Context&, Call);
void remove_entry(Context&, Call);
void export_settings(Context&, Call);

void health(Context&, Call);
void metrics(Context&, Call);
void openapi(Context&, Call);

}  // namespace peal::api
