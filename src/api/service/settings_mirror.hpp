#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include "core/centre.hpp"

namespace peal::api {

/// The settings that the core works by, for every thread of this room.
class SettingsMirror {
 public:
  void set(std::shared_ptr<const core::Settings> settings);
  /// Never null.
  [[nodiscard]] std::shared_ptr<const core::Settings> all() const;
  /// Null: no such tenant. The pointer keeps its revision alive.
  [[nodiscard]] std::shared_ptr<const core::Centre> centre(core::TenantId tenant) const;
  /// The centre and number that `digits` reach; both null when nobody has it.
  [[nodiscard]] std::pair<std::shared_ptr<const core::Centre>, const core::Number*> number(
      std::string_view digits) const;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const core::Settings> settings_ = std::make_shared<core::Settings>();
};

}  // namespace peal::api
