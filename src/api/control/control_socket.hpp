#pragma once

#include <filesystem>
#include <functional>
#include <memory>

#include "api/http/call.hpp"
#include "base/result.hpp"

namespace peal::api {

/// HTTP/1.1 over a unix socket, one request at a time, on a thread of its own:
/// the way of `peal apply --data` and its like into a running server. The file
/// has mode 0600, and whoever connects must be the same user (SO_PEERCRED) or
/// root, so reaching the data folder is the key.
class ControlSocket {
 public:
  using Handle = std::function<void(net::HttpRequest, Answer)>;

  /// Replaces a file that a server which was killed left behind; the data
  /// folder's lock says that no other one runs. Errors name the file:
  /// kPermission, kAddressInUse, kBadInput (a path longer than 107 bytes).
  [[nodiscard]] static base::Result<std::unique_ptr<ControlSocket>> open(const std::filesystem::path& path,
                                                                         Handle handle);
  /// Ends the thread and removes the file.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

 private:
  struct Inside;
  explicit ControlSocket(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace peal::api
