#include "sim/wire/far_phone.hpp"

#include <fmt/format.h>

namespace peal::sim {
namespace {

constexpr unsigned kExpires = 300;
constexpr base::Seconds kRefresh{200};
constexpr base::Seconds kRingsMost{180};

sip::UserAgentConfig config(const sip::SocketAddress& at, base::Seed& chance) {
  sip::UserAgentConfig made;
  made.product = "FarPhone";
  made.advertised.fill(at.text());
  for (auto& byte : made.secret) byte = static_cast<std::uint8_t>(chance.below(256));
  return made;
}

}  // namespace

FarPhone::FarPhone(Network& network, Agenda& agenda, sip::SocketAddress at, sip::Flow server, std::uint64_t seed, Owner owner)
    : agenda_(agenda), network_(network), end_(network, at), server_(server), owner_(std::move(owner)), chance_(seed),
      agent_(std::make_unique<sip::UserAgent>(config(at, chance_), end_, *this, agenda.now())),
      port_(static_cast<std::uint16_t>(40'000 + chance_.below(10'000) * 2)) {
  network_.listen(at, [this](const sip::Flow& from, std::string_view bytes) {
    agent_->received(from, bytes, agenda_.now());
    arm();
  });
}

FarPhone::~FarPhone() { network_.leave(end_.at()); }

void FarPhone::arm() {
  const auto due = agent_->next_due();
  if (!due || (armed_ && *armed_ <= *due && *armed_ > agenda_.now())) return;
  armed_ = due;
  agenda_.at(*due, [this, alive = std::weak_ptr(alive_)] {
    if (alive.expired()) return;
    agent_->advance(agenda_.now());
    arm();
  });
}

void FarPhone::begin_session() {
  session_ = {};
  session_.id = chance_.below(1'000'000'000) * 1000 + ++sessions_;
  port_ = static_cast<std::uint16_t>(port_ >= 60'000 ? 40'000 : port_ + 2);
  on_hold_ = false;
}

sip::sdp::Capabilities FarPhone::ours() const {
  sip::sdp::Capabilities made;
  made.address = end_.at().host();
  made.port = port_;
  made.codecs = {sip::sdp::Codec::kPcma, sip::sdp::Codec::kPcmu};
  made.direction = on_hold_ ? sip::sdp::Direction::kSendOnly : sip::sdp::Direction::kSendRecv;
  return made;
}

void FarPhone::call(const std::string& number, const std::string& from) {
  if (busy()) return;
  begin_session();
  sip::PlaceRequest place;
  place.target = fmt::format("sip:{}@{}", number, server_.remote.text());
  place.flow = server_;
  place.from_uri = from.empty() ? "sip:anonymous@anonymous.invalid" : fmt::format("sip:{}@{}", from, end_.at().host());
  if (chance_.below(20) != 0) place.sdp = sip::sdp::make_offer(session_, ours());  // Else the offer is the server's.
  if (const auto placed = agent_->place(place, agenda_.now())) current_ = *placed;
  incoming_ = false;
  arm();
}

void FarPhone::incoming_call(sip::CallId call, const sip::IncomingCall& incoming) {
  if (busy()) {
    (void)agent_->reject(call, 486, "Busy Here", agenda_.now());
    return;
  }
  begin_session();
  current_ = call;
  incoming_ = true;
  offer_ = incoming.sdp;
  // A phone rings no longer than this, whoever forgot to cancel it: a server that was killed does.
  later(kRingsMost, [this, call] {
    if (call == current_) refuse(480);
  });
  owner_.rings(*this);
}

void FarPhone::ring() {
  if (busy() && incoming_ && !connected_) (void)agent_->ring(current_, agenda_.now());
  arm();
}

void FarPhone::answer() {
  if (!busy() || !incoming_ || connected_) return;
  std::string sdp;
  if (offer_.empty()) {
    sdp = sip::sdp::make_offer(session_, ours());
  } else if (auto answer = sip::sdp::answer_offer(session_, ours(), offer_)) {
    sdp = std::move(answer->sdp);
  } else {
    return refuse(488);
  }
  if (agent_->answer(current_, sdp, agenda_.now())) {
    connected_ = true;
    owner_.connected(*this);
  }
  arm();
}

void FarPhone::refuse(std::uint16_t status) {
  if (!busy() || !incoming_ || connected_) return;
  (void)agent_->reject(current_, status, "Refused", agenda_.now());
  over(current_);
  arm();
}

void FarPhone::hang_up() {
  if (!busy()) return;
  (void)agent_->hang_up(current_, {16, 0, {}}, agenda_.now());
  over(current_);
  arm();
}

void FarPhone::hold(bool on) {
  if (!connected_ || !session_.agreed) return;
  on_hold_ = on;
  (void)agent_->reoffer(current_, sip::sdp::make_offer(session_, ours()), agenda_.now());
  arm();
}

void FarPhone::press_by_info(char digit) {
  if (!connected_) return;
  (void)agent_->send_info(current_, "application/dtmf-relay", fmt::format("Signal={}\r\nDuration=160\r\n", digit), agenda_.now());
  arm();
}

void FarPhone::over(sip::CallId call) {
  if (call != current_) return;
  current_ = {};
  connected_ = false;
}

void FarPhone::acknowledged(sip::CallId call, std::string_view sdp) {
  if (call == current_ && !sdp.empty()) (void)sip::sdp::accept_answer(session_, ours(), sdp);
}

void FarPhone::answered(sip::CallId call, const sip::CallAnswered& answer) {
  if (call != current_) return;
  if (answer.offer) {
    const auto made = sip::sdp::answer_offer(session_, ours(), answer.sdp);
    (void)agent_->answer_offer(call, made ? made->sdp : sip::sdp::refuse_all(answer.sdp), agenda_.now());
  } else {
    (void)sip::sdp::accept_answer(session_, ours(), answer.sdp);
  }
  connected_ = true;
  owner_.connected(*this);
}

void FarPhone::failed(sip::CallId call, const sip::CallEnd&) { over(call); }
void FarPhone::ended(sip::CallId call, const sip::CallEnd&) { over(call); }

void FarPhone::offered(sip::CallId call, std::string_view offer) {
  if (call != current_) return (void)agent_->reject_offer(call, 488, agenda_.now());
  if (offer.empty()) return (void)agent_->answer_offer(call, sip::sdp::make_offer(session_, ours()), agenda_.now());
  if (const auto made = sip::sdp::answer_offer(session_, ours(), offer)) {
    (void)agent_->answer_offer(call, made->sdp, agenda_.now());
  } else {
    (void)agent_->reject_offer(call, 488, agenda_.now());
  }
}

void FarPhone::reoffer_answered(sip::CallId call, std::string_view answer) {
  if (call == current_) (void)sip::sdp::accept_answer(session_, ours(), answer);
}

void FarPhone::sign_on(const Account& account) {
  account_ = account;
  registration_ = fmt::format("{}@{}", chance_.next(), end_.at().host());
  register_now(kExpires);
}

void FarPhone::sign_off() {
  if (!account_) return;
  register_now(0);
  account_.reset();
}

void FarPhone::register_now(unsigned expires) {
  sip::OutsideRequest request;
  request.method = sip::Method::kRegister;
  request.uri = account_->server;
  request.flow = server_;
  request.from_uri = request.to_uri = fmt::format("sip:{}@{}", account_->user, account_->server.substr(4));
  request.call_id = registration_;
  request.cseq = ++cseq_;
  request.headers = {{"Contact", fmt::format("<sip:{}@{}>", account_->user, end_.at().text())},
                     {"Expires", fmt::format("{}", expires)}};
  request.credentials = sip::Credentials{account_->user, account_->password, {}};
  (void)agent_->request(request, agenda_.now());
  arm();
}

void FarPhone::request_done(sip::RequestId, const sip::RequestOutcome& outcome) {
  cseq_ = std::max(cseq_, outcome.cseq);
  if (!account_) return;
  const bool done = outcome.response != nullptr && outcome.response->status() == 200;
  const auto again = done ? base::Millis{kRefresh} : base::Millis{static_cast<std::int64_t>(2'000 + chance_.below(28'000))};
  later(again, [this, registration = registration_] {
    if (account_ && registration_ == registration) register_now(kExpires);
  });
}

}  // namespace peal::sim
