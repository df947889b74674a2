#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/centre.hpp"
#include "telephony/trunk/setup.hpp"

namespace peal::app {

/// The purpose of the key that seals passwords of trunks (KeyRing::derived_key).
inline constexpr const char* kTrunkKeyPurpose = "trunk passwords";

/// Looks up the names in trunks' addresses on a thread of its own, because the
/// resolver blocks, and again every minute, because carriers move. Numeric
/// addresses are there at once.
class TrunkLookup {
 public:
  using Take = std::function<void(std::vector<telephony::TrunkSetup>)>;

  /// `take` gets all trunks whenever one of them has changed; called on the
  /// thread of adopt() and on that of the look-ups.
  explicit TrunkLookup(Take take);
  ~TrunkLookup();
  TrunkLookup(const TrunkLookup&) = delete;
  TrunkLookup& operator=(const TrunkLookup&) = delete;

  /// One thread.
  void adopt(const core::Settings& settings, const std::map<core::TrunkId, std::string>& passwords);
  void stop();

 private:
  /// Addresses by what the settings say: "sip.carrier.example:5060".
  using Found = std::map<std::string, std::vector<sip::SocketAddress>>;
  void run();
  [[nodiscard]] std::vector<telephony::TrunkSetup> with_addresses() const;

  Take take_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<telephony::TrunkSetup> wanted_;  // Without their addresses.
  Found found_;
  bool fresh_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::app
