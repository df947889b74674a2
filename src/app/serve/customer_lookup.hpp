#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/command.hpp"
#include "core/signal.hpp"
#include "records/customers.hpp"

namespace peal::app {

/// Carries out FindCustomer on a thread of its own: the card of the caller, or a new one, and where the number
/// belongs. Answers with CustomerFound or CustomerNotFound. Callers who come while the disk is busy share its next
/// write.
class CustomerLookup {
 public:
  using Raise = std::function<void(core::Signal)>;
  /// Country and language of a tenant, from the settings in force; any thread.
  struct Place {
    std::string country;
    std::string language;
  };
  using PlaceOf = std::function<Place(core::TenantId)>;

  /// `place_of` and `raise` are called on the lookup's thread; `raise` also on the caller's of `find`.
  CustomerLookup(records::Customers& customers, PlaceOf place_of, Raise raise);
  ~CustomerLookup();
  CustomerLookup(const CustomerLookup&) = delete;
  CustomerLookup& operator=(const CustomerLookup&) = delete;

  /// Any thread. Answered with kOverloaded when too many wait.
  void find(const core::FindCustomer& command);
  /// Drops what waits, and joins the thread.
  void stop();

 private:
  void run();
  /// True when cards were opened, that is when the disk was written.
  bool answer(const std::vector<core::FindCustomer>& commands);

  records::Customers& customers_;
  PlaceOf place_of_;
  Raise raise_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<core::FindCustomer> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace peal::app
