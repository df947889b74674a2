#include "app/cli.hpp"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "app/apply.hpp"
#include "app/ban.hpp"
#include "app/doctor/doctor.hpp"
#include "app/export.hpp"
#include "app/key.hpp"
#include "app/options.hpp"
#include "app/person_secret.hpp"
#include "app/rebuild.hpp"
#include "app/serve/serve.hpp"
#include "app/simulate.hpp"
#include "app/trace.hpp"
#include "app/trunk.hpp"
#include "app/turn.hpp"
#include "app/version.hpp"

namespace peal::app {
namespace {

template <class T>
CLI::Option* option(CLI::App& command, const std::string& name, T& value, const std::string& help) {
  std::string variable = "PEAL_";
  for (char c : name) variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return command.add_option("--" + name, value, help + " [" + variable + "]")->envname(variable)->capture_default_str();
}

void serve_options(CLI::App& command, ServeOptions& options, int& drain_seconds) {
  option(command, "data", options.data, "Folder of the journal, database, recordings, certificate and keys");
  option(command, "https", options.https, "HOST:PORT for pages, API, events and SIP over WebSocket");
  option(command, "http", options.http, "HOST:PORT without TLS, loopback only; 'none' switches it off");
  option(command, "sip", options.sip, "HOST:PORT for SIP over UDP and TCP");
  option(command, "sip-tls", options.sip_tls, "HOST:PORT for SIP over TLS; port 5061 beside --sip on 5060; 'none' switches it off");
  option(command, "rtp", options.rtp, "HOST:FIRST-LAST, the UDP ports for media");
  option(command, "public-address", options.public_address, "IP address that phones reach us at, behind NAT; IPv4,IPv6 for both; stun:HOST[:PORT] to learn it from a STUN server");
  option(command, "dns", options.dns, "Name servers to ask for trunks, such as 192.0.2.53 or 127.0.0.1:5353; empty: those of /etc/resolv.conf");
  option(command, "database", options.database, "postgresql://... instead of the embedded SQLite");
  option(command, "web", options.web, "Folder of the built pages");
  option(command, "media-threads", options.media_threads, "Threads that move audio, 1 to 64");
  option(command, "drain-limit", drain_seconds, "Seconds that calls in progress get after SIGTERM");
  option(command, "trace", options.trace, "SIP messages to keep: of all calls, of failed ones, or none")->check(CLI::IsMember({"all", "failed", "none"}));
  option(command, "trace-share", options.trace_share, "Percent of the calls whose messages are kept; failed ones always are")->check(CLI::Range(1, 100));
  option(command, "trace-days", options.trace_days, "Days after which kept messages are removed")->check(CLI::Range(1, 365));
  option(command, "trace-megabytes", options.trace_megabytes, "Megabytes of kept messages above which the oldest are removed")
      ->check(CLI::Range(32, 1'048'576));
  command.add_flag("--demo", options.demo, "The demo centre with random passwords, on this machine only [PEAL_DEMO]")
      ->envname("PEAL_DEMO");
}

void centre_options(CLI::App& command, CentreOptions& options) {
  option(command, "server", options.server, "https://HOST:PORT of a running server; its API key in PEAL_TOKEN");
  option(command, "data", options.data, "Data folder of a server on this machine, running or not");
  option(command, "database", options.database, "postgresql://... where the server uses one; only when it does not run");
}

void trace_options(CLI::App& command, TraceOptions& options) {
  centre_options(command, options);
  command.add_option("--number", options.number, "Only where From, To or the called address has this number or a part of it");
  command.add_option("--call-id", options.call_id, "Only this Call-ID or a part of it");
  command.add_option("--source", options.source, "Only this peer, such as 192.0.2.7 or 192.0.2.7:5060");
  command.add_option("--method", options.method, "Only this method and what answers it, such as INVITE");
  command.add_option("--trunk", options.trunk, "Only calls over the trunk with this key");
  command.add_flag("--failures", options.failures, "Only final refusals that are no challenge");
  command.add_flag("--full", options.full, "The whole message under its line");
}

struct KeyCommands {
  CLI::App* create = nullptr;
  CLI::App* list = nullptr;
  CLI::App* revoke = nullptr;
};

KeyCommands key_commands(CLI::App& key, KeyOptions& options) {
  key.require_subcommand(1);
  KeyCommands commands;
  commands.create = key.add_subcommand("create", "Make a key for a program; its secret is printed once");
  commands.create->add_option("--name", options.name, "What it is for, such as deployment")->required();
  commands.create->add_option("--role", options.role, "What it may do")
      ->capture_default_str()
      ->check(CLI::IsMember({"agent", "supervisor", "administrator"}));
  commands.create->add_option("--tenant", options.tenant, "The tenant's key, where there are several");
  commands.list = key.add_subcommand("list", "Keys that were not revoked, without their secrets");
  commands.revoke = key.add_subcommand("revoke", "End a key at once");
  commands.revoke->add_option("ID", options.id, "As `peal key list` shows it")->required();
  for (auto* command : {commands.create, commands.list, commands.revoke}) centre_options(*command, options);
  return commands;
}

struct PersonCommands {
  CLI::App* user_password = nullptr;
  CLI::App* phone_password = nullptr;
  CLI::App* phone_pin = nullptr;
};

PersonCommands person_commands(CLI::App& program, PersonOptions& options) {
  auto* user = program.add_subcommand("user", "Users: what stands in no settings file")->require_subcommand(1);
  auto* phone = program.add_subcommand("phone", "Agents' phones: what stands in no settings file")->require_subcommand(1);
  PersonCommands commands;
  commands.user_password = user->add_subcommand("password", "Read from standard input with what a user signs in");
  commands.phone_password = phone->add_subcommand("password", "Read from standard input with what an agent's phone registers");
  commands.phone_pin = phone->add_subcommand("pin", "Read from standard input the PIN with which an agent sits down at phones; an empty line takes it away");
  for (auto* command : {commands.user_password, commands.phone_password, commands.phone_pin}) {
    command->add_option("KEY", options.key, "The key in the settings file")->required();
    centre_options(*command, options);
  }
  return commands;
}

int run_key(const KeyCommands& commands, const KeyOptions& options) {
  if (*commands.create) return key_create_main(options);
  if (*commands.list) return key_list_main(options);
  return key_revoke_main(options);
}

}  // namespace

int run(int argc, char** argv) {
  CLI::App program{"Peal, a whole contact centre in one server", "peal"};
  program.require_subcommand(1);
  program.set_version_flag("--version", std::string(kVersion));
  int drain_seconds = 30;

  ServeOptions serve;
  auto* serve_command = program.add_subcommand("serve", "Start the server");
  serve_options(*serve_command, serve, drain_seconds);

  ApplyOptions apply;
  auto* apply_command = program.add_subcommand("apply", "Apply a settings file: one transaction, one revision");
  apply_command->add_option("FILE", apply.file, "Settings in YAML; see docs/guide/settings-file.md")->required();
  centre_options(*apply_command, apply);

  CentreOptions exported;
  auto* settings_command = program.add_subcommand("settings", "Settings: those in force as a file");
  settings_command->require_subcommand(1);
  auto* settings_export = settings_command->add_subcommand("export", "Print the settings in force; `peal apply` of the file changes nothing");
  centre_options(*settings_export, exported);

  KeyOptions key;
  auto* key_command = program.add_subcommand("key", "API keys for programs: create, list, revoke");
  const auto keys = key_commands(*key_command, key);

  TrunkOptions trunk;
  auto* trunk_command = program.add_subcommand("trunk", "Trunks: what stands in no settings file");
  trunk_command->require_subcommand(1);
  auto* trunk_password = trunk_command->add_subcommand("password", "Read the password of a trunk from standard input and keep it sealed");
  trunk_password->add_option("KEY", trunk.key, "The trunk's key in the settings file")->required();
  centre_options(*trunk_password, trunk);

  TurnOptions turn;
  auto* turn_command = program.add_subcommand("turn", "TURN servers: what stands in no settings file");
  turn_command->require_subcommand(1);
  auto* turn_secret = turn_command->add_subcommand("secret", "Read from standard input what a tenant shares with its TURN server; an empty line takes it away");
  turn_secret->add_option("--tenant", turn.tenant, "The tenant's key, where there are several");
  centre_options(*turn_secret, turn);

  PersonOptions person;
  const auto persons = person_commands(program, person);

  TraceOptions trace;
  auto* trace_command = program.add_subcommand("trace", "Show SIP messages of a running server as they come and go");
  trace_options(*trace_command, trace);

  BanOptions ban;
  auto* ban_command = program.add_subcommand("ban", "Sources that are shut out of the SIP port");
  ban_command->require_subcommand(1);
  auto* ban_list = ban_command->add_subcommand("list", "Who is shut out, until when and why");
  auto* ban_lift = ban_command->add_subcommand("lift", "Let a source in again");
  ban_lift->add_option("SOURCE", ban.source, "Its address, or the /64 that the list shows")->required();
  for (auto* command : {ban_list, ban_lift}) centre_options(*command, ban);

  RebuildOptions remade;
  auto* rebuild_command = program.add_subcommand("rebuild", "Make call detail and figures anew from the journal, while no server runs");
  option(*rebuild_command, "data", remade.data, "Data folder of the server");
  option(*rebuild_command, "database", remade.database, "postgresql://... where the server uses one");

  sim::SimulateOptions simulate;
  auto* simulate_command = program.add_subcommand("simulate", "Run the rules in simulated centres and check the promises");
  add_simulate_options(*simulate_command, simulate);

  DoctorOptions doctor;
  int doctor_drain = 30;
  auto* doctor_command = program.add_subcommand("doctor", "Say what is wrong with an installation, in words");
  serve_options(*doctor_command, doctor.serve, doctor_drain);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int status = program.exit(error);
    return status == 0 ? 0 : 2;
  }
  serve.drain_limit = base::Seconds{drain_seconds};
  if (*serve_command) return serve_main(serve);
  if (*apply_command) return apply_main(apply);
  if (*settings_command) return settings_export_main(exported);
  if (*key_command) return run_key(keys, key);
  if (*ban_command) return *ban_list ? ban_list_main(ban) : ban_lift_main(ban);
  if (*trunk_command) return trunk_password_main(trunk);
  if (*turn_command) return turn_secret_main(turn);
  if (*persons.user_password) return user_password_main(person);
  if (*persons.phone_password) return phone_password_main(person);
  if (*persons.phone_pin) return phone_pin_main(person);
  if (*trace_command) return trace_main(trace);
  if (*rebuild_command) return rebuild_main(remade);
  if (*simulate_command) return sim::simulate_main(simulate);
  return doctor_main(doctor);
}

}  // namespace peal::app
