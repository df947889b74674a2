#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "core/command.hpp"
#include "core/signal.hpp"
#include "settings/store.hpp"
#include "telephony/guard/lockout.hpp"

namespace peal::app {

/// Carries out CheckPin on a thread of its own, since a slow hash is what makes
/// guessing slow. An agent whose PIN was wrong too often is locked for a growing
/// time, as accounts are whose password is guessed. A PIN is kept no longer than
/// its look takes, and is in no log.
class PinCheck {
 public:
  using Raise = std::function<void(core::Signal)>;

  /// `raise` is called on the thread of this check, and on the caller's of `check`.
  /// Who is locked is kept in `file` over a restart.
  PinCheck(settings::Store& store, std::filesystem::path file, Raise raise);
  ~PinCheck();
  PinCheck(const PinCheck&) = delete;
  PinCheck& operator=(const PinCheck&) = delete;

  /// Any thread. PinChecked follows, at once when nothing is looked at.
  void check(const core::CheckPin& command);
  /// Drops what waits, and joins the thread.
  void stop();

 private:
  struct Try {
    core::CheckPin command;
    bool spaced = false;  ///< The agent was locked already, and this is the one try of its delay.
  };
  void run();
  [[nodiscard]] core::PinVerdict look(const Try& one);
  /// True when the agent is locked from now on and was not before.
  [[nodiscard]] bool note_wrong(const std::string& agent);
  void restore();
  void save();

  settings::Store& store_;
  std::filesystem::path file_;
  Raise raise_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Try> waiting_;
  telephony::Lockout lockout_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::app
