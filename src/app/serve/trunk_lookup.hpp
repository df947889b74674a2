#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "app/serve/peer_searches.hpp"
#include "core/centre.hpp"
#include "net/address.hpp"
#include "net/resolver.hpp"
#include "sip/locate/name_keeper.hpp"
#include "telephony/trunk/setup.hpp"

namespace peal::app {

/// The purpose of the key that seals passwords of trunks (KeyRing::derived_key).
inline constexpr const char* kTrunkKeyPurpose = "trunk passwords";

/// Keeps the names in trunks' addresses looked up (RFC 3263), on a thread of its
/// own: name servers may hang, and the files of the machine are read. Numeric
/// addresses are there at once.
class TrunkLookup {
 public:
  /// By the URI of an outside agent, as the settings have it.
  using People = std::map<std::string, sip::Located>;
  using Take = std::function<void(std::vector<telephony::TrunkSetup>, People)>;

  /// `take` gets all trunks, and where outside agents by name are, whenever one of them has changed; called on the
  /// thread of adopt() and on that of the look-ups, one at a time and the newest last: it must neither wait nor call
  /// anything here. `sip` is where SIP listens:
  /// addresses of families that it does not take are of no use.
  TrunkLookup(std::unique_ptr<net::Resolver> resolver, const net::Address& sip, Take take);
  ~TrunkLookup();
  TrunkLookup(const TrunkLookup&) = delete;
  TrunkLookup& operator=(const TrunkLookup&) = delete;

  /// Keeps one more name looked up, with its port; `take` is called as above. Once, before adopt().
  void also(const std::string& host, std::uint16_t port, std::function<void(const sip::Located&)> take);
  /// One thread.
  void adopt(const core::Settings& settings, const std::map<core::TrunkId, std::string>& passwords);
  /// Looks up a name of a peer once; any thread. The caller bounds how many. `told` is
  /// called on the thread of the look-ups: no places when there is nothing or nobody tells.
  void look_up(const sip::LocateWish& wish, PeerSearches::Told told);
  void stop();

 private:
  void run();
  void take_wishes();
  /// True when what is known has changed since the last time.
  [[nodiscard]] bool ask();
  void publish();
  void publish_other();
  void keep(const sip::LocateWish& wish);
  void add_person(const core::Agent& agent);
  [[nodiscard]] People people() const;
  [[nodiscard]] sip::LocateWish wish_of(const std::string& address, core::TrunkTransport transport) const;
  [[nodiscard]] sip::KnownName known(const sip::LocateWish& wish) const;
  [[nodiscard]] std::vector<telephony::TrunkSetup> with_addresses() const;

  std::unique_ptr<net::Resolver> resolver_;
  bool v4_, v6_;
  Take take_;
  sip::NameKeeper keeper_;  // Of the thread, as is what follows.
  PeerSearches peers_;
  bool answered_ = false;
  mutable std::mutex mutex_;
  std::vector<telephony::TrunkSetup> wanted_;          // Without their addresses.
  std::map<std::string, sip::LocateWish> people_;      // By their URIs.
  std::map<sip::LocateWish, sip::KnownName> known_;
  std::optional<sip::LocateWish> other_;
  std::function<void(const sip::Located&)> take_other_;
  std::vector<std::pair<sip::LocateWish, PeerSearches::Told>> peers_wanted_;
  bool fresh_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::app
