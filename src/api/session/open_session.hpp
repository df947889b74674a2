#pragma once

#include <string>
#include <string_view>

#include "api/service/rooms.hpp"

namespace peal::api {

/// From where somebody signs in.
struct Browser {
  std::string source;      ///< Its address.
  std::string_view agent;  ///< What it calls itself.
};

/// Opens a session for whoever showed the password of `match`. kNotSignedIn: the password was changed since it was
/// compared, and nothing is left open. Blocks on the database.
[[nodiscard]] base::Result<records::Sessions::Opened> open_session(const Rooms& rooms, const settings::PasswordMatch& match,
                                                                   const Browser& browser, base::Time now);

}  // namespace peal::api
