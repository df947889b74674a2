#pragma once

#include <cstddef>

namespace peal::trace {

/// Writes stars over what nobody may read later, in place and without changing
/// a length, so that Content-Length stays right:
/// - what Authorization, Proxy-Authorization and their answers prove
///   (response, cnonce, rspauth; all of a scheme that is not Digest);
/// - passwords in URIs, and parameters and fields that are named token, secret
///   or password;
/// - keys in SDP: a=crypto (RFC 4568), a=ice-pwd, a=key-mgmt, k=;
/// - keys that a person pressed, in the bodies of INFO: whether they were a PIN
///   nobody knows here. The facts of the call have those that may be read.
/// A message that was cut short is covered as far as it goes.
void hide_secrets(char* text, std::size_t size);

}  // namespace peal::trace
