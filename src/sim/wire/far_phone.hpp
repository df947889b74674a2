#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "sim/wire/network.hpp"
#include "sip/sdp/negotiation.hpp"
#include "sip/user_agent/user_agent.hpp"

namespace peal::sim {

/// A telephone somewhere in the network: its own SIP, registered or not, in at
/// most one call. What its owner does with it is not its business.
class FarPhone final : public sip::UserAgentEvents {
 public:
  struct Owner {
    std::function<void(FarPhone&)> rings;      ///< A call that nobody has answered yet.
    std::function<void(FarPhone&)> connected;  ///< Answered, either way.
  };
  struct Account {
    std::string user, password, server;  ///< "1001", its password, "sip:10.0.0.1".
  };

  FarPhone(Network& network, Agenda& agenda, sip::SocketAddress at, sip::Flow server, std::uint64_t seed, Owner owner);
  ~FarPhone() override;

  void call(const std::string& number, const std::string& from);
  void ring();
  void answer();
  void refuse(std::uint16_t status);
  void hang_up();
  /// A re-INVITE: on hold, or back.
  void hold(bool on);
  void press_by_info(char digit);
  /// Registers now, and again before it runs out, until `sign_off`.
  void sign_on(const Account& account);
  void sign_off();

  [[nodiscard]] bool busy() const { return current_.valid(); }
  [[nodiscard]] bool connected() const { return connected_; }
  [[nodiscard]] const sip::SocketAddress& at() const { return end_.at(); }
  /// Of the sound of the present call.
  [[nodiscard]] std::uint16_t sound_port() const { return port_; }
  [[nodiscard]] std::size_t calls() const { return agent_->call_count(); }
  [[nodiscard]] std::size_t transactions() const { return agent_->transaction_count(); }

  sip::Admission admit(const sip::RequestView&) override { return sip::Admission::accept(); }
  std::optional<sip::DigestSecret> digest_secret(std::string_view, std::string_view) override { return std::nullopt; }
  void incoming_call(sip::CallId call, const sip::IncomingCall& incoming) override;
  void acknowledged(sip::CallId call, std::string_view sdp) override;
  void progressed(sip::CallId, const sip::CallProgress&) override {}
  void answered(sip::CallId call, const sip::CallAnswered& answer) override;
  void failed(sip::CallId call, const sip::CallEnd& end) override;
  void ended(sip::CallId call, const sip::CallEnd& end) override;
  void offered(sip::CallId call, std::string_view offer) override;
  void reoffer_answered(sip::CallId call, std::string_view answer) override;
  void reoffer_refused(sip::CallId, std::uint16_t) override {}
  void digit(sip::CallId, char, base::Millis) override {}
  void info(sip::CallId, std::string_view, std::string_view) override {}
  void binding_changed(const sip::Binding&, sip::BindingChange) override {}
  void request_done(sip::RequestId request, const sip::RequestOutcome& outcome) override;

 private:
  void begin_session();
  [[nodiscard]] sip::sdp::Capabilities ours() const;
  void over(sip::CallId call);
  void register_now(unsigned expires);
  /// The user agent's next timer goes on the agenda.
  void arm();
  template <class Act>
  void later(base::Millis delay, Act act) {
    agenda_.after(delay, [alive = std::weak_ptr(alive_), act = std::move(act)] {
      if (!alive.expired()) act();
    });
  }

  Agenda& agenda_;
  Network& network_;
  Network::End end_;
  sip::Flow server_;
  Owner owner_;
  base::Seed chance_;
  std::unique_ptr<sip::UserAgent> agent_;
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
  std::optional<base::Time> armed_;

  sip::CallId current_;
  bool incoming_ = false;
  bool connected_ = false;
  bool on_hold_ = false;
  std::string offer_;
  sip::sdp::Session session_;
  std::uint16_t port_ = 0;
  std::uint64_t sessions_ = 0;

  std::optional<Account> account_;
  std::string registration_;  ///< Call-ID of all its REGISTERs.
  std::uint32_t cseq_ = 0;
};

}  // namespace peal::sim
