#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/serve/data_folder.hpp"
#include "settings/store.hpp"

namespace peal::app {

/// Somebody to sign in as, or a phone to register.
struct DemoAccount {
  std::string user;
  std::string password;
  std::string role;  ///< "agent", "supervisor", "administrator" or "phone".
};

/// Puts the demo centre into an empty store and gives everybody a random
/// password, kept in DATA/demo-accounts (0600) for the next start. A centre
/// that was changed since stays as it is.
[[nodiscard]] base::Result<std::vector<DemoAccount>> prepare_demo(settings::Store& store, const DataFolder& folder,
                                                                  const std::filesystem::path& file,
                                                                  const std::string& realm);

}  // namespace peal::app
