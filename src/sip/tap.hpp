#pragma once

#include <string_view>

#include "sip/flow.hpp"

namespace peal::sip {

/// Sees every message where it enters and where it leaves, before anything is
/// made of it. Called on the user agent's thread for each one: it copies and
/// returns, it never waits.
class Tap {
 public:
  virtual ~Tap() = default;
  virtual void received(const Flow& flow, std::string_view bytes) = 0;
  virtual void sent(const Flow& flow, std::string_view bytes) = 0;
};

/// An output whose messages a tap sees as they leave.
class TappedOutput final : public Output {
 public:
  /// Both outlive it; without a tap it only passes on.
  TappedOutput(Output& out, Tap* tap) : out_(out), tap_(tap) {}
  void send(const Flow& flow, std::string_view bytes) override {
    if (tap_ != nullptr) tap_->sent(flow, bytes);
    out_.send(flow, bytes);
  }
  void keep_alive(const Flow& flow, std::string_view bytes) override { out_.keep_alive(flow, bytes); }

 private:
  Output& out_;
  Tap* tap_;
};

}  // namespace peal::sip
