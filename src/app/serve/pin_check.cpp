#include "app/serve/pin_check.hpp"

#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "base/time.hpp"
#include "telephony/guard/guard_file.hpp"

namespace peal::app {
namespace {

/// Phones that wait for their PIN to be looked at; each look takes about 100 ms.
constexpr std::size_t kPinsWaitingMax = 64;

}  // namespace

PinCheck::PinCheck(settings::Store& store, std::filesystem::path file, Raise raise)
    : store_(store), file_(std::move(file)), raise_(std::move(raise)) {
  restore();
  thread_ = std::thread([this] { run(); });
}

void PinCheck::restore() {
  const auto kept = telephony::load_locks(file_);
  if (kept) return lockout_.restore(*kept, base::live_now());
  base::log(base::LogLevel::kWarning, "telephony", "pin_locks_not_read", {{"error", kept.error().describe()}});
}

PinCheck::~PinCheck() { stop(); }

void PinCheck::check(const core::CheckPin& command) {
  auto at_once = core::PinVerdict::kUnavailable;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto agent = base::to_text(command.agent);
    const auto now = base::live_now();
    const bool spaced = lockout_.slows(agent, now);
    if (!lockout_.take(agent, now)) {
      at_once = core::PinVerdict::kLocked;
    } else if (waiting_.size() < kPinsWaitingMax) {
      waiting_.push_back({command, spaced});
      return wake_.notify_one();
    }
  }
  raise_(core::PinChecked{command.leg, command.agent, at_once});
}

void PinCheck::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void PinCheck::run() {
  base::begin_thread("pin-check", base::Importance::kPeople);
  for (;;) {
    Try one;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      // One at a time: nobody who stops the server waits for the others.
      one = std::move(waiting_.front());
      waiting_.pop_front();
    }
    raise_(core::PinChecked{one.command.leg, one.command.agent, look(one)});
  }
}

core::PinVerdict PinCheck::look(const Try& one) {
  const auto& command = one.command;
  if (!one.spaced) {
    // Many phones may try at the same moment: those before this one may have locked the agent while it waited.
    const std::lock_guard lock(mutex_);
    if (lockout_.slows(base::to_text(command.agent), base::live_now())) return core::PinVerdict::kLocked;
  }
  const auto right = store_.check_phone_pin(command.agent, command.digits.text);
  if (right && *right) return core::PinVerdict::kRight;
  const bool not_set = !right && right.error().code == base::ErrorCode::kNotFound;
  if (!right && !not_set) {
    base::log(base::LogLevel::kWarning, "settings", "pin_not_checked", {{"agent", base::to_text(command.agent)}, {"error", right.error().describe()}});
    return core::PinVerdict::kUnavailable;
  }
  // Where there is no PIN guessing costs the same, or the delay would tell.
  const auto agent = base::to_text(command.agent);
  if (note_wrong(agent)) base::log(base::LogLevel::kWarning, "telephony", "pin_locked", {{"agent", agent}});
  return not_set ? core::PinVerdict::kNotSet : core::PinVerdict::kWrong;
}

bool PinCheck::note_wrong(const std::string& agent) {
  bool anew = false;
  {
    const std::lock_guard lock(mutex_);
    anew = lockout_.failed(agent, base::live_now());
  }
  save();
  return anew;
}

// A restart must not give a guesser new tries.
void PinCheck::save() {
  std::vector<telephony::Lockout::Kept> kept;
  {
    const std::lock_guard lock(mutex_);
    kept = lockout_.kept(base::live_now());
  }
  if (kept.empty()) return;
  if (auto done = telephony::save_locks(file_, kept); !done)
    base::log(base::LogLevel::kWarning, "telephony", "pin_locks_not_saved", {{"error", done.error().describe()}});
}

}  // namespace peal::app
