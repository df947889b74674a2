#include "app/serve/customer_lookup.hpp"

#include <chrono>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "base/thread.hpp"
#include "base/time.hpp"
#include "core/ids.hpp"
#include "records/number.hpp"

namespace peal::app {
namespace {

constexpr std::size_t kWaitingMax = 100'000;
/// New cards are written at most this often; callers meanwhile wait for the next time and share it.
constexpr std::chrono::milliseconds kWriteEvery{20};

}  // namespace

CustomerLookup::CustomerLookup(records::Customers& customers, PlaceOf place_of, Raise raise)
    : customers_(customers), place_of_(std::move(place_of)), raise_(std::move(raise)), thread_([this] { run(); }) {}

CustomerLookup::~CustomerLookup() { stop(); }

void CustomerLookup::find(const core::FindCustomer& command) {
  // A withheld number belongs to nobody we could know again.
  if (command.caller.text.empty()) return raise_(core::CustomerNotFound{command.contact, base::ErrorCode::kNotFound});
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    if (waiting_.size() < kWaitingMax) {
      waiting_.push_back(command);
      // Whoever came before has woken it.
      if (waiting_.size() == 1) wake_.notify_one();
      return;
    }
  }
  raise_(core::CustomerNotFound{command.contact, base::ErrorCode::kOverloaded});
}

void CustomerLookup::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    waiting_.clear();
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void CustomerLookup::run() {
  base::begin_thread("lookup", base::Importance::kCalls);  // A caller is not offered to anybody before its card is found.
  auto soonest = std::chrono::steady_clock::now();
  for (;;) {
    std::vector<core::FindCustomer> taken;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      wake_.wait_until(lock, soonest, [this] { return stopping_; });
      if (stopping_) return;
      taken.swap(waiting_);
    }
    if (answer(taken)) soonest = std::chrono::steady_clock::now() + kWriteEvery;
  }
}

bool CustomerLookup::answer(const std::vector<core::FindCustomer>& commands) {
  std::vector<records::Customers::Caller> callers;
  for (const auto& command : commands) {
    const auto place = place_of_(command.contact.tenant);
    const auto number = records::normalise_number(command.caller.text, place.country);
    callers.push_back({command.party,
                       {command.caller_name.text, records::number_place(number, place.language), {{number, command.party}}}});
  }
  const auto found = customers_.find_or_create(callers, base::live_now());
  bool wrote = false;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    if (!found[i]) {
      base::log(base::LogLevel::kWarning, "records", "customer_lookup_failed",
                {{"contact", base::to_text(commands[i].contact)}, {"error", found[i].error().describe()}});
      raise_(core::CustomerNotFound{commands[i].contact, found[i].error().code});
      continue;
    }
    const auto& customer = found[i]->customer;
    wrote |= found[i]->is_new;
    raise_(core::CustomerFound{commands[i].contact, customer.id, found[i]->is_new, base::Personal(customer.name), customer.level,
                               base::Personal(customer.area.empty() ? callers[i].card.area : customer.area)});
  }
  return wrote;
}

}  // namespace peal::app
