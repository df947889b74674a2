#pragma once

#include <atomic>
#include <functional>
#include <mutex>

#include "base/result.hpp"

namespace peal::api {

/// Brings the settings of the store into force. Two administrators may change
/// something at the same moment: reading and handing over are one step, so what
/// was read later is also handed over later, and the newest revision stays.
class SettingsAdoption {
 public:
  /// `adopt` reads the store and gives what it says to every room; it blocks.
  explicit SettingsAdoption(std::function<base::Status()> adopt) : adopt_(std::move(adopt)) {}

  /// What was stored before this call is handed over when it returns. Waits for
  /// the one that is under way. Any thread that may block.
  [[nodiscard]] base::Status now();
  /// The last time failed: what is stored is not all in force. Any thread.
  [[nodiscard]] bool owed() const { return owed_.load(); }

 private:
  std::function<base::Status()> adopt_;
  std::mutex mutex_;
  std::atomic<bool> owed_{false};
};

}  // namespace peal::api
