#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "net/http_message.hpp"

namespace peal::api {

/// The built files of web/desk under "/", those of web/widget under "/widget/".
class StaticPages {
 public:
  StaticPages(std::filesystem::path desk, std::filesystem::path widget)
      : desk_(std::move(desk)), widget_(std::move(widget)) {}

  /// `path` is decoded and has no ".." (see HttpRequest). A path of the desk
  /// without a file ending is one of its pages, which index.html draws.
  [[nodiscard]] net::HttpResponse answer(std::string_view path) const;
  /// Of the widget, which companies' own pages load.
  [[nodiscard]] static bool is_widget(std::string_view path) { return path.starts_with("/widget/"); }

 private:
  std::filesystem::path desk_;
  std::filesystem::path widget_;
};

/// Headers that every answer carries, pages and API alike.
void add_safety_headers(net::HttpResponse& response);

}  // namespace peal::api
