#pragma once

#include <cstdint>
#include <string_view>

/// What RFC 4475 says of each of its messages, and what we do where it leaves a choice.
namespace peal::torture {

struct Verdict {
  std::string_view file;     ///< In tests/fixtures/sip-torture.
  std::string_view section;  ///< Of RFC 4475.
  /// Of the message alone: 200 well formed; another status is the refusal of a
  /// malformed request; 0: nothing can be answered, drop it.
  std::uint16_t message;
  /// The final status a user agent answers; 180: the call is presented; 0: nothing is sent.
  std::uint16_t answer;
  std::string_view why;
};

inline constexpr std::uint16_t kPresented = 180;

inline constexpr Verdict kVerdicts[] = {
    {"wsinv.dat", "3.1.1.1", 200, 481, "valid with odd white space; its To tag names a dialog we do not have"},
    {"intmeth.dat", "3.1.1.2", 200, 501, "valid; the method is unknown"},
    {"esc01.dat", "3.1.1.3", 200, kPresented, "valid escapes"},
    {"escnull.dat", "3.1.1.4", 200, 200, "valid; a NUL in a user part is a character like others"},
    {"esc02.dat", "3.1.1.5", 200, 501, "an escaped method is not REGISTER but unknown"},
    {"lwsdisp.dat", "3.1.1.6", 200, 200, "no space between name and bracket is legal"},
    {"longreq.dat", "3.1.1.7", 200, kPresented, "valid; long values and 34 Vias"},
    {"dblreq.dat", "3.1.1.8", 200, 200, "what follows the Content-Length in a datagram is ignored"},
    {"semiuri.dat", "3.1.1.9", 200, 200, "the semicolon belongs to the user part"},
    {"transports.dat", "3.1.1.10", 200, 200, "unknown transports in Via are legal"},
    {"mpart01.dat", "3.1.1.11", 200, 405, "valid; we know MESSAGE and do not take it"},
    {"unreason.dat", "3.1.1.12", 200, 0, "valid response with UTF-8 in the reason; no transaction of ours"},
    {"noreason.dat", "3.1.1.13", 200, 0, "an empty reason is legal; no transaction of ours"},

    {"badinv01.dat", "3.1.2.1", 400, 400, "empty parameters in Via and Contact"},
    {"clerr.dat", "3.1.2.2", 400, 400, "Content-Length larger than the datagram"},
    {"ncl.dat", "3.1.2.3", 400, 400, "negative Content-Length"},
    {"scalar02.dat", "3.1.2.4", 400, 400, "CSeq above 2^31"},
    {"scalarlg.dat", "3.1.2.5", 0, 0, "a response with overlarge numbers is dropped"},
    {"quotbal.dat", "3.1.2.6", 400, 400, "a quoted string without an end"},
    {"ltgtruri.dat", "3.1.2.7", 400, 400, "brackets around the Request-URI"},
    {"lwsruri.dat", "3.1.2.8", 400, 400, "white space in the Request-URI"},
    {"lwsstart.dat", "3.1.2.9", 400, 400, "two spaces in the request line; guessing is not our part"},
    {"trws.dat", "3.1.2.10", 400, 400, "spaces at the end of the request line"},
    {"escruri.dat", "3.1.2.11", 400, 400, "header fields in the Request-URI"},
    {"baddate.dat", "3.1.2.12", 200, kPresented, "a Date outside GMT is wrong, and we ignore Date as the RFC allows"},
    {"regbadct.dat", "3.1.2.13", 400, 400, "a Contact with headers needs brackets"},
    {"badaspec.dat", "3.1.2.14", 400, 400, "spaces within an addr-spec"},
    {"baddn.dat", "3.1.2.15", 400, 400, "a comma in a name without quotes"},
    {"badvers.dat", "3.1.2.16", 505, 505, "SIP/7.0"},
    {"mismatch01.dat", "3.1.2.17", 400, 400, "CSeq names another method"},
    {"mismatch02.dat", "3.1.2.18", 400, 400, "CSeq names another method, and the method is unknown"},
    {"bigcode.dat", "3.1.2.19", 0, 0, "a status of 32 bits is no response"},

    {"badbranch.dat", "3.2.1", 200, 200, "a cookie without a branch is matched as RFC 2543 did"},

    {"insuf.dat", "3.3.1", 400, 400, "no Call-ID, From and To"},
    {"unkscm.dat", "3.3.2", 200, 416, "unknown scheme in the Request-URI"},
    {"novelsc.dat", "3.3.3", 200, 416, "known scheme that is not SIP"},
    {"unksm2.dat", "3.3.4", 200, 400, "well formed, but an address of record is a SIP URI"},
    {"bext01.dat", "3.3.5", 200, 420, "required extensions we do not have; Unsupported lists both"},
    {"invut.dat", "3.3.6", 200, 415, "unknown body type; Accept tells ours"},
    {"regaut01.dat", "3.3.7", 200, 401, "unknown authorization scheme counts as none"},
    {"multi01.dat", "3.3.8", 400, 400, "several values where one may stand"},
    {"mcl01.dat", "3.3.9", 400, 400, "two Content-Lengths"},
    {"bcast.dat", "3.3.10", 200, 0, "a response with a broadcast Via goes nowhere"},
    {"zeromf.dat", "3.3.11", 200, 200, "Max-Forwards 0 has arrived, not expired"},
    {"cparam01.dat", "3.3.12", 200, 200, "an unknown Contact parameter belongs to the header"},
    {"cparam02.dat", "3.3.13", 200, 200, "an unknown URI parameter belongs to the URI"},
    {"regescrt.dat", "3.3.14", 200, 200, "a Contact with headers in its brackets is legal"},
    {"sdp01.dat", "3.3.15", 200, 406, "nothing we could answer with is acceptable to it"},

    {"inv2543.dat", "3.4.1", 200, kPresented, "RFC 2543: no branch, no tag, no Max-Forwards, no Contact"},
};

}  // namespace peal::torture
