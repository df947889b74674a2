#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "core/ids.hpp"
#include "core/guard_view.hpp"
#include "core/trunk_view.hpp"

namespace peal::api {

struct HealthCheck {
  std::string name;    ///< "journal", "database", "switch".
  bool ok = true;
  std::string detail;  ///< What is wrong and what to do; empty when nothing is.
};

struct TrunkTest {
  core::TrunkId trunk;
  std::string number;
  std::string language;
  std::string sentence;
};

/// What the program tells this room about itself.
struct Config {
  std::string version;
  std::filesystem::path desk;      ///< Built pages of web/desk; need not exist.
  std::filesystem::path widget;    ///< Built files of web/widget.
  bool demo = false;               ///< Whether /api/public/demo answers.
  std::string sip_domain;          ///< Host of softphone addresses and digest realm.
  /// "host:port" that a SIP phone dials; asked when the demo page is shown.
  std::function<std::string()> sip_address;
  /// Where the sound of a recording lies.
  std::function<std::filesystem::path(core::RecordingId)> recording_path;
  /// What unseals and seals the passwords of trunks, the PINs of conferences and the secrets of TURN servers; never shown.
  std::string trunk_key;
  /// Trunks at work, answered later on another thread.
  std::function<void(std::function<void(std::vector<core::TrunkView>)>)> trunks;
  /// Legs that talk in a mix at this moment, answered later on another thread.
  std::function<void(std::function<void(std::vector<core::LegId>)>)> talkers;
  /// Calls over a trunk to show whether it works; answered when the call is over.
  std::function<void(TrunkTest, std::function<void(base::Result<core::TrunkTestOutcome>)>)> test_call;
  /// What the guard of the telephone side knows, answered later on another thread.
  std::function<void(std::function<void(core::GuardView)>)> guard;
  /// Lets a source in again; answers false when it is not shut out.
  std::function<void(std::string, std::function<void(bool)>)> lift_ban;
  /// Somebody has taken note of an alarm; answers false when there is no such one.
  std::function<void(core::TenantId, std::uint64_t, std::function<void(bool)>)> acknowledge_alarm;
  /// The settings in the store have changed: read them and give them to every
  /// room. Blocks; never called twice at the same time.
  std::function<base::Status()> settings_changed;
  /// Asked by /healthz on a worker; must not take more than a second.
  std::function<std::vector<HealthCheck>()> health;
};

}  // namespace peal::api
