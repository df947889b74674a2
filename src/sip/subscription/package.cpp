#include "sip/subscription/package.hpp"

namespace peal::sip {
namespace {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: if (static_cast<unsigned char>(c) >= 0x20) out.push_back(c);
    }
  }
  return out;
}

void write_dialog(std::string& out, const WatchedDialog& dialog, std::string_view state) {
  out.append("<dialog id=\"").append(escaped(dialog.id));
  if (dialog.name) {  // RFC 4235 4.1.2: as the watched phone sees it.
    out.append("\" call-id=\"").append(escaped(dialog.name->call_id)).append("\" local-tag=\"").append(escaped(dialog.name->from_tag));
    out.append("\" remote-tag=\"").append(escaped(dialog.name->to_tag));
  }
  out.append("\" direction=\"");
  out.append(dialog.outgoing ? "initiator" : "recipient").append("\"><state>").append(state).append("</state></dialog>\n");
}

}  // namespace

std::optional<EventPackage> parse_package(std::string_view event) {
  if (event == "dialog") return EventPackage::kDialog;
  if (event == "message-summary") return EventPackage::kMessageSummary;
  return std::nullopt;
}

std::string_view package_name(EventPackage package) {
  return package == EventPackage::kDialog ? "dialog" : "message-summary";
}

std::string_view body_type(EventPackage package) {
  return package == EventPackage::kDialog ? "application/dialog-info+xml" : "application/simple-message-summary";
}

std::string dialog_info(std::uint32_t version, std::string_view entity, const std::vector<WatchedDialog>& dialogs,
                        const std::vector<WatchedDialog>& gone) {
  std::string out = "<?xml version=\"1.0\"?>\n<dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"";
  out.append(std::to_string(version)).append("\" state=\"full\" entity=\"").append(escaped(entity)).append("\">\n");
  for (const auto& dialog : dialogs) write_dialog(out, dialog, dialog.early ? "early" : "confirmed");
  for (const auto& dialog : gone) write_dialog(out, dialog, "terminated");
  out.append("</dialog-info>\n");
  return out;
}

std::string message_summary(std::string_view account, const WaitingMessages& messages) {
  const bool waiting = messages.fresh > 0;
  std::string out = waiting ? "Messages-Waiting: yes\r\n" : "Messages-Waiting: no\r\n";
  out.append("Message-Account: ").append(account).append("\r\nVoice-Message: ");
  out.append(std::to_string(messages.fresh)).append("/").append(std::to_string(messages.heard)).append(" (");
  out.append(std::to_string(messages.fresh_urgent)).append("/").append(std::to_string(messages.heard_urgent)).append(")\r\n");
  return out;
}

}  // namespace peal::sip
