#include "app/serve/data_folder.hpp"

#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace peal::app {
namespace {

base::Status make(const std::filesystem::path& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return {};
  const int reason = errno;
  if (reason == EEXIST && std::filesystem::is_directory(folder) && ::access(folder.c_str(), R_OK | W_OK | X_OK) == 0) return {};
  if (reason == EEXIST && !std::filesystem::is_directory(folder))
    return base::fail(base::ErrorCode::kStorage, fmt::format("{} is there and is not a folder.", folder.string()), "--data");
  if (reason == ENOSPC)
    return base::fail(base::ErrorCode::kStorageFull, fmt::format("The disk is full: {} cannot be made.", folder.string()), "--data");
  return base::fail(base::ErrorCode::kPermission,
                    fmt::format("{} cannot be made or written: {}. Give it to the user that runs Peal, or name another "
                                "folder with --data.",
                                folder.string(), std::strerror(reason == EEXIST ? EACCES : reason)),
                    "--data");
}

}  // namespace

base::Result<DataFolder> open_data_folder(const std::filesystem::path& root) {
  std::error_code ignored;
  const auto whole = std::filesystem::absolute(root, ignored);
  if (whole.has_parent_path()) std::filesystem::create_directories(whole.parent_path(), ignored);
  DataFolder folder{whole};
  for (const auto& part : {whole, folder.journal(), folder.keys(), folder.tls(), folder.speech(), whole / "recordings"}) {
    if (auto status = make(part); !status) return base::fail(status.error());
  }
  return folder;
}

}  // namespace peal::app
