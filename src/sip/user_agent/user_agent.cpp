#include "sip/user_agent/user_agent.hpp"

#include "sip/user_agent/core.hpp"

namespace peal::sip {

using base::Status;
using base::Time;

UserAgent::UserAgent(UserAgentConfig config, Output& out, UserAgentEvents& events, Time now)
    : core_(std::make_unique<Core>(std::move(config), out, events, now)) {}
UserAgent::~UserAgent() = default;

void UserAgent::received(const Flow& flow, std::string_view bytes, Time now, const Queueing& queueing) {
  if (core_->unwanted(flow)) return;
  if (tap_ != nullptr) tap_->received(flow, bytes);
  core_->received(flow, bytes, now, queueing);
}
bool UserAgent::unwanted(const Flow& flow) { return core_->unwanted(flow); }
bool UserAgent::known(const Flow& flow) { return core_->known(flow); }
void UserAgent::flooded(const Flow& flow) { core_->flooded(flow); }
void UserAgent::flow_opened(const Flow& flow, FlowAttributes attributes) { core_->flow_opened(flow, std::move(attributes)); }
void UserAgent::flow_closed(std::uint64_t connection, Time now) { core_->flow_closed(connection, now); }
void UserAgent::unreachable(const Flow& flow, Time now) { core_->unreachable(flow, now); }
void UserAgent::name_found(const LocateWish& wish, Located located, std::optional<base::Seconds> life, Time now) {
  core_->name_found(wish, std::move(located), life, now);
}
void UserAgent::advance(Time now) { core_->advance(now); }
std::optional<Time> UserAgent::next_due() const { return core_->next_due(); }

base::Result<CallId> UserAgent::place(const PlaceRequest& request, Time now) { return core_->place(request, now); }
Status UserAgent::ring(CallId call, Time now) { return core_->ring(call, now); }
Status UserAgent::progress(CallId call, std::string_view sdp, Time now) { return core_->progress(call, sdp, now); }
Status UserAgent::answer(CallId call, std::string_view sdp, Time now, const ExtraHeaders& headers) {
  return core_->answer(call, sdp, now, headers);
}
Status UserAgent::reject(CallId call, std::uint16_t status, std::string_view reason, Time now, const ExtraHeaders& headers) {
  return core_->reject(call, status, reason, now, headers);
}
Status UserAgent::hang_up(CallId call, const HangUpReason& reason, Time now) { return core_->hang_up(call, reason, now); }
Status UserAgent::reoffer(CallId call, std::string_view sdp, Time now) { return core_->reoffer(call, sdp, now); }
Status UserAgent::answer_offer(CallId call, std::string_view sdp, Time now) { return core_->answer_offer(call, sdp, now); }
Status UserAgent::reject_offer(CallId call, std::uint16_t status, Time now, const ExtraHeaders& headers) {
  return core_->reject_offer(call, status, now, headers);
}
Status UserAgent::send_info(CallId call, std::string_view content_type, std::string_view body, Time now) {
  return core_->send_info(call, content_type, body, now);
}
base::Result<RequestId> UserAgent::request(const OutsideRequest& request, Time now) { return core_->request(request, now); }
void UserAgent::keep_alive(const Flow& flow, std::string_view bytes) { core_->keep_alive(flow, bytes); }
void UserAgent::advertise(const Advertised& v4, const Advertised& v6) { core_->advertise(v4, v6); }
std::string_view UserAgent::advertised(const Flow& flow) const { return core_->advertised(flow); }

Status UserAgent::report_referral(CallId call, std::uint16_t status, std::string_view reason, Time now) {
  return core_->report_referral(call, status, reason, now);
}
base::Result<std::string> UserAgent::write_out(CallId call) const { return core_->write_out(call); }
base::Result<CallId> UserAgent::read_back(std::string_view record, Time now) { return core_->read_back(record, now); }

void UserAgent::state_changed(EventPackage package, std::string_view user, Time now) { core_->subscriptions().changed(package, user, now); }
bool UserAgent::anybody_watches() const { return core_->subscriptions().size() > 0; }
std::vector<std::string> UserAgent::watched(EventPackage package) const { return core_->subscriptions().watched(package); }

const Registrar& UserAgent::registrar() const { return core_->registrar(); }
void UserAgent::restore(const Binding& binding, Time now) { core_->restore(binding, now); }
std::size_t UserAgent::call_count() const { return core_->call_count(); }
std::size_t UserAgent::transaction_count() const { return core_->transactions().size(); }
std::optional<DialogName> UserAgent::dialog_name(CallId call) const {
  const Call* found = core_->find(call);
  if (found == nullptr) return std::nullopt;
  const bool early = found->state == CallState::kCalling;
  const std::string* tag = !early ? &found->dialog.remote_tag : found->early_tags.empty() ? nullptr : &found->early_tags.front();
  if (tag == nullptr || tag->empty()) return std::nullopt;
  return DialogName{found->dialog.call_id, found->dialog.local_tag, *tag, early};
}
std::string_view UserAgent::call_id_text(CallId call) const {
  const Call* found = core_->find(call);
  return found == nullptr ? std::string_view{} : std::string_view(found->dialog.call_id);
}

}  // namespace peal::sip
