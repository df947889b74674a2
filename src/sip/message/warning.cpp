#include "sip/message/warning.hpp"

#include "sip/message/writer.hpp"

namespace peal::sip {

std::string warning(std::uint16_t code, std::string_view text) {
  std::string value = std::to_string(code) + " peal \"";
  for (const char c : text) {
    if (c == '"' || c == '\\') value.push_back('\\');
    if (static_cast<unsigned char>(c) >= 0x20) value.push_back(c);
  }
  value.push_back('"');
  return value;
}

std::string_view refusal_sentence(std::uint16_t status) {
  switch (status) {
    case 400: return "The message breaks a rule of SIP";
    case 403: return "This is not allowed here";
    case 404: return "There is no such number here";
    case 405: return "This server does not do that here; Allow says what it does";
    case 406: return "No answer could be in a form that the sender accepts";
    case 408: return "It took too long";
    case 413: case 513: return "The message is too large";
    case 414: return "The number or address is too long";
    case 415: return "This kind of content cannot be read here; calls are described in SDP";
    case 416: return "Only sip and sips addresses are understood here";
    case 420: return "An extension is required that is not known here";
    case 422: return "The call wants to be refreshed too often; Min-SE says how often it may";
    case 423: return "The registration or subscription is too short; Min-Expires says how long it must be";
    case 480: return "Nobody is available at the moment";
    case 481: return "This call or subscription is over, or never was here";
    case 482: return "The same request came by two ways, or in a circle";
    case 483: return "The request passed too many servers";
    case 486: return "Busy";
    case 487: return "The call was given up before it was answered";
    case 488: case 606: return "Nothing that both sides could talk with is offered";
    case 489: return "This kind of news is not told here; Allow-Events says what is";
    case 491: return "Another change of this call is under way; try again in a moment";
    case 500: return "The request came out of order, or the server has a fault; its log says which";
    case 501: return "This method is not known here";
    case 503: return "Too much at the moment; try again a little later";
    case 505: return "Only SIP 2.0 is spoken here";
    case 600: return "Busy";
    case 603: return "Declined";
    default: return status >= 500 ? "The server could not do this" : "The request was refused";
  }
}

void add_warning(std::string& fields, std::uint16_t status, std::string_view words) {
  if (status < 300 || status == 401 || status == 407) return;
  if (fields.starts_with("Warning: ") || fields.find("\r\nWarning: ") != std::string::npos) return;
  Writer(fields).field(HeaderName::kWarning, warning(399, words.empty() ? refusal_sentence(status) : words));
}

}  // namespace peal::sip
