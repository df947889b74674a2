#pragma once

#include <functional>

#include "app/serve/workers.hpp"
#include "core/command.hpp"
#include "core/signal.hpp"
#include "records/customers.hpp"

namespace peal::app {

/// Carries out FindCustomer: the card of the caller, or a new one, and where the
/// number belongs. Answers with CustomerFound or CustomerNotFound.
class CustomerLookup {
 public:
  using Raise = std::function<void(core::Signal)>;
  /// Country and language of a tenant, from the settings in force; any thread.
  struct Place {
    std::string country;
    std::string language;
  };
  using PlaceOf = std::function<Place(core::TenantId)>;

  CustomerLookup(records::Customers& customers, Workers& workers, PlaceOf place_of, Raise raise);
  void find(const core::FindCustomer& command);

 private:
  [[nodiscard]] core::Signal answer(const core::FindCustomer& command) const;

  records::Customers& customers_;
  Workers& workers_;
  PlaceOf place_of_;
  Raise raise_;
};

}  // namespace peal::app
