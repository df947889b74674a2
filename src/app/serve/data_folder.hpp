#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace peal::app {

/// Where everything of one server lies. Only its owner may look inside.
struct DataFolder {
  std::filesystem::path root;
  [[nodiscard]] std::filesystem::path journal() const { return root / "journal"; }
  [[nodiscard]] std::filesystem::path keys() const { return root / "keys"; }
  [[nodiscard]] std::filesystem::path database() const { return root / "peal.db"; }
  [[nodiscard]] std::filesystem::path tls() const { return root / "tls"; }
  [[nodiscard]] std::filesystem::path trace() const { return root / "trace"; }
  [[nodiscard]] std::filesystem::path speech() const { return root / "speech"; }
  [[nodiscard]] std::filesystem::path control_socket() const { return root / "control.sock"; }
  [[nodiscard]] std::filesystem::path demo_accounts() const { return root / "demo-accounts"; }
};

/// Makes the folder and its parts with mode 0700 where they are missing.
/// Errors name the folder and say what to do: kPermission, kStorageFull, kStorage.
[[nodiscard]] base::Result<DataFolder> open_data_folder(const std::filesystem::path& root);

}  // namespace peal::app
