#include "api/session/open_session.hpp"

#include "base/log.hpp"

namespace peal::api {

// A change of the password keeps the new one, then ends the sessions that it finds; here the session is kept, then the
// password is asked for. Whichever way the two overlap, one of them sees what the other did.
base::Result<records::Sessions::Opened> open_session(const Rooms& rooms, const settings::PasswordMatch& match,
                                                     const Browser& browser, base::Time now) {
  auto opened = rooms.sessions.open(match.user.id, browser.source, browser.agent, now);
  if (!opened) return opened;
  const auto holds = rooms.settings.still_holds(match);
  if (holds) return opened;
  // Its token was shown to nobody, so a row that stays opens nothing.
  if (const auto gone = rooms.sessions.revoke(opened->session.id, now); !gone) {
    base::log(base::LogLevel::kWarning, "api", "session_not_revoked", {{"error", gone.error().describe()}});
  }
  return base::fail(holds.error());
}

}  // namespace peal::api
