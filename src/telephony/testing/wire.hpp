#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sip/flow.hpp"

/// A network in memory for tests: messages wait in one queue until they are
/// delivered, so that a test decides what crosses what.
namespace peal::telephony::testing {

class Wire {
 public:
  class End final : public sip::Output {
   public:
    using Take = std::function<void(const sip::Flow&, std::string_view)>;
    End(Wire& wire, sip::SocketAddress at) : wire_(wire), at_(at) { wire_.ends_.push_back(this); }
    ~End() override { std::erase(wire_.ends_, this); }
    void send(const sip::Flow& flow, std::string_view bytes) override {
      wire_.waiting_.push_back({this, flow, std::string(bytes)});
    }
    void keep_alive(const sip::Flow& flow, std::string_view bytes) override { kept_alive.emplace_back(flow, bytes); }
    /// What was sent to keep flows open, which the wire does not carry.
    std::vector<std::pair<sip::Flow, std::string>> kept_alive;
    /// Who gets what arrives here.
    Take take;
    [[nodiscard]] const sip::SocketAddress& at() const { return at_; }

   private:
    friend class Wire;
    Wire& wire_;
    sip::SocketAddress at_;
  };

  /// Delivers everything, also what is sent meanwhile, and keeps a copy.
  void deliver() {
    while (!waiting_.empty()) {
      auto packet = std::move(waiting_.front());
      waiting_.pop_front();
      seen.push_back(packet.bytes);
      for (End* end : ends_) {
        if (end->at_ != packet.flow.remote || !end->take) continue;
        sip::Flow back = packet.flow;
        back.remote = packet.from->at_;
        end->take(back, packet.bytes);
        break;
      }
    }
  }
  /// Everything delivered so far, in order.
  std::vector<std::string> seen;
  [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
  void lose_all() { waiting_.clear(); }

  /// How many delivered messages start so: "BYE ", "SIP/2.0 200".
  [[nodiscard]] std::size_t count(std::string_view start, std::string_view with = {}) const {
    std::size_t n = 0;
    for (const auto& bytes : seen) {
      if (bytes.starts_with(start) && bytes.find(with) != std::string::npos) ++n;
    }
    return n;
  }

 private:
  struct Packet {
    End* from;
    sip::Flow flow;
    std::string bytes;
  };
  std::deque<Packet> waiting_;
  std::vector<End*> ends_;
};

}  // namespace peal::telephony::testing
