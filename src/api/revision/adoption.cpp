#include "api/revision/adoption.hpp"

namespace peal::api {

base::Status SettingsAdoption::now() {
  const std::lock_guard lock(mutex_);
  auto status = adopt_();
  owed_ = !status;
  return status;
}

}  // namespace peal::api
