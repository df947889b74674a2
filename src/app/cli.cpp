#include "app/cli.hpp"

#include <cstdio>
#include <string>

#include <CLI/CLI.hpp>

#include "app/apply.hpp"
#include "app/doctor/doctor.hpp"
#include "app/options.hpp"
#include "app/serve/serve.hpp"
#include "app/simulate.hpp"
#include "app/version.hpp"

namespace peal::app {
namespace {

template <class T>
void option(CLI::App& command, const std::string& name, T& value, const std::string& help) {
  std::string variable = "PEAL_";
  for (char c : name) variable += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  command.add_option("--" + name, value, help + " [" + variable + "]")->envname(variable)->capture_default_str();
}

void serve_options(CLI::App& command, ServeOptions& options, int& drain_seconds) {
  option(command, "data", options.data, "Folder of the journal, database, recordings, certificate and keys");
  option(command, "https", options.https, "HOST:PORT for pages, API, events and SIP over WebSocket");
  option(command, "http", options.http, "HOST:PORT without TLS, loopback only; 'none' switches it off");
  option(command, "sip", options.sip, "HOST:PORT for SIP over UDP and TCP");
  option(command, "rtp", options.rtp, "HOST:FIRST-LAST, the UDP ports for media");
  option(command, "public-address", options.public_address, "IP address that phones reach us at, behind NAT");
  option(command, "database", options.database, "postgresql://... instead of the embedded SQLite");
  option(command, "web", options.web, "Folder of the built pages");
  option(command, "media-threads", options.media_threads, "Threads that move audio, 1 to 64");
  option(command, "drain-limit", drain_seconds, "Seconds that calls in progress get after SIGTERM");
  command.add_flag("--demo", options.demo, "The demo centre with random passwords, on this machine only [PEAL_DEMO]")
      ->envname("PEAL_DEMO");
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
  option(*apply_command, "server", apply.server, "https://HOST:PORT of a running server; its API key in PEAL_TOKEN");
  option(*apply_command, "data", apply.data, "Data folder of a server on this machine, running or not");

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
  if (*simulate_command) return sim::simulate_main(simulate);
  return doctor_main(doctor);
}

}  // namespace peal::app
