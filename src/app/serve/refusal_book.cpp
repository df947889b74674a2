#include "app/serve/refusal_book.hpp"

#include <utility>

#include "api/json/json_writer.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"

namespace peal::app {
namespace {

constexpr std::size_t kRefusalsWaitingMax = 1'000;

base::Counter& unwritten_refusals() {
  static base::Counter& counter = base::counter("peal_outside_refusals_unwritten_total", "Refused calls to outside that came faster than the audit log takes them.");
  return counter;
}

}  // namespace

RefusalBook::RefusalBook(records::Audit& audit) : audit_(audit), writer_(1, kRefusalsWaitingMax) {}

void RefusalBook::note(const telephony::RefusedOutside& call) {
  records::AuditEntry entry;
  entry.tenant = call.tenant;
  entry.at = base::live_now();
  entry.action = "outside.refuse";
  entry.object = call.agent.valid() ? base::to_text(call.agent) : std::string();
  api::JsonWriter detail;
  entry.detail = detail.begin_object().field("why", call.why).field("beginning", call.beginning).end_object().take();
  const bool taken = writer_.post([&audit = audit_, entry = std::move(entry)]() mutable { write(audit, std::move(entry)); });
  if (!taken) unwritten_refusals().add();
}

void RefusalBook::write(records::Audit& audit, records::AuditEntry entry) {
  const auto status = audit.add(std::move(entry));
  if (!status) base::log(base::LogLevel::kError, "app", "audit_not_written", {{"error", status.error().describe()}});
}

}  // namespace peal::app
