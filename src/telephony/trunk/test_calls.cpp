#include "telephony/trunk/test_calls.hpp"

#include <algorithm>

#include "telephony/cause.hpp"
#include "telephony/limits.hpp"
#include "telephony/lines.hpp"
#include "telephony/sealing.hpp"
#include "telephony/sound_keys.hpp"
#include "telephony/trunk/outgoing.hpp"

namespace peal::telephony {

using base::ErrorCode;

struct TestCalls::Running {
  TestCall wish;
  Done done;
  Leg leg;  // Of its own: it stands in no table.
  core::TrunkTestOutcome outcome;
  base::Time began{};
  base::Time until{};  // It ends by itself then.
};

TestCalls::TestCalls(Board& board)
    : board_(board), home_(std::this_thread::get_id()), self_(std::make_shared<TestCalls*>(this)) {}

TestCalls::~TestCalls() { *self_ = nullptr; }

TestCalls::At TestCalls::find(sip::CallId call) {
  return std::ranges::find_if(running_, [&](const auto& test) { return test->leg.line().call == call; });
}

TestCalls::At TestCalls::find(std::uint64_t stream) {
  return std::ranges::find_if(running_, [&](const auto& test) { return test->leg.line().stream.value == stream; });
}

void TestCalls::start(const TestCall& wish, Done done) {
  const auto* setup = board_.trunks.find(wish.trunk);
  if (setup == nullptr) return done(base::fail(ErrorCode::kNotFound, "There is no such trunk."));
  if (!setup->reachable()) return done(base::fail(ErrorCode::kUnreachable, "The address of the trunk is not known.", "trunk.unknown_name"));
  if (running_.size() >= kTestCallsMax) return done(base::fail(ErrorCode::kTooMany, "Other test calls run.", "trunk.tests_running"));
  const auto permit = board_.outside.permit(wish.trunk.tenant, wish.number, {}, board_.now());
  if (!permit) return done(base::fail(permit.error()));
  if (!board_.trunks.take(wish.trunk, *permit, board_.now())) {
    return done(base::fail(ErrorCode::kTooMany, "The trunk is at its limit of channels or calls per second.", "trunk.at_limit"));
  }
  auto line = open_line(board_, wish.trunk.value);
  if (!line) return done(base::fail(line.error()));
  carry(board_, *line, wish.trunk, false);
  make_sound_keys(board_, *line, setup->hops.located.transport);
  auto request = outside_request(board_, *setup, {wish.number, {}, {}});
  send_along(request, board_, wish.trunk);
  line->peer = request.flow->remote;
  line->ipv6 = line->peer.v6;
  request.sdp = sip::sdp::make_offer(line->session, capabilities(board_, *line));
  const auto call = board_.sip.place(request, board_.now());
  if (!call) {
    close_line(board_, *line);
    return done(base::fail(call.error()));
  }
  board_.meters.placed.add();
  line->call = *call;
  keep_for_another_offer(*line, request);
  auto test = std::make_unique<Running>();
  test->wish = wish;
  test->done = std::move(done);
  test->leg.lines.push_back(std::move(*line));
  test->began = board_.now();
  test->until = board_.now() + kTestCallRings;
  running_.push_back(std::move(test));
}

bool TestCalls::answered(sip::CallId call, const sip::CallAnswered& answer) {
  const auto at = find(call);
  if (at == running_.end()) return false;
  Running& test = **at;
  Line& line = test.leg.line();
  line.again.reset();
  test.outcome.until_answer = std::chrono::duration_cast<base::Millis>(board_.now() - test.began);
  const auto agreed = sip::sdp::accept_answer(line.session, capabilities(board_, line), answer.sdp);
  const auto done = agreed ? apply_agreed(board_, test.leg, line, *agreed) : base::Status(tl::unexpect, agreed.error());
  if (!done) {
    test.outcome.cause = ErrorCode::kUnsupportedMedia;
    finish(at, test.outcome);
    return true;
  }
  test.leg.state = LegState::kUp;
  test.outcome.answered = true;
  test.until = board_.now() + kTestCallTalks;
  speak(test);
  return true;
}

void TestCalls::speak(Running& test) {
  speech::PromptRequest request;
  request.text = test.wish.sentence;
  request.language = test.wish.language;
  const auto stream = test.leg.line().stream.value;
  board_.speech.speak(request, [self = self_, home = home_, post = board_.post, stream](base::Result<speech::AudioPtr> sound) {
    auto deliver = [self, stream, sound = std::move(sound)] {
      if (*self != nullptr) (*self)->spoken(stream, sound);
    };
    if (std::this_thread::get_id() == home) deliver();
    else post(std::move(deliver));
  });
}

void TestCalls::spoken(std::uint64_t stream, base::Result<speech::AudioPtr> sound) {
  const auto at = find(stream);
  if (at == running_.end()) return;  // Hung up meanwhile.
  Running& test = **at;
  if (!sound) return finish(at, test.outcome);
  test.leg.media_play = media::PlayId{board_.next_name()};
  board_.media.play(test.leg.line().stream, test.leg.media_play, {*sound});
}

bool TestCalls::played(const media::PlayFinished& event) {
  const auto at = find(event.stream.value);
  if (at == running_.end()) return false;
  Running& test = **at;
  if (event.play != test.leg.media_play) return true;
  test.outcome.heard_to_the_end = event.completed;
  finish(at, test.outcome);
  return true;
}

bool TestCalls::moved(sip::CallId call, core::TrunkId& trunk, const sip::SocketAddress& next) {
  const auto at = find(call);
  if (at == running_.end()) return false;
  trunk = (*at)->wish.trunk;
  (*at)->leg.line().peer = next;
  return true;
}

bool TestCalls::ended(sip::CallId call, const sip::CallEnd& end) {
  const auto at = find(call);
  if (at == running_.end()) return false;
  Running& test = **at;
  if (const auto again = offer_otherwise(board_, test.leg.line(), std::nullopt, end)) {
    test.leg.line().call = *again;
    return true;
  }
  if (!test.outcome.answered) {
    test.outcome.cause = cause_of(end, false);
    test.outcome.status = end.by == sip::CallEnd::By::kRemote ? end.status : std::uint16_t{0};
    test.outcome.text = std::string(end.by == sip::CallEnd::By::kRemote ? end.reason.substr(0, sip::kReasonMaxBytes) : std::string_view{});
    if (target_at_fault(end)) board_.trunks.target_failed(test.wish.trunk, test.leg.line().peer, board_.now());
    board_.trunks.call_failed(test.wish.trunk, end, false, board_.now());
  }
  test.leg.line().call = {};  // Nothing to hang up any more.
  finish(at, test.outcome);
  return true;
}

void TestCalls::finish(At at, const core::TrunkTestOutcome& outcome) {
  const auto test = std::move(*at);
  running_.erase(at);
  const Line& line = test->leg.line();
  if (line.call.valid()) (void)board_.sip.hang_up(line.call, hang_up_reason(ErrorCode::kCancelled), board_.now());
  close_line(board_, line);
  test->done(outcome);
}

void TestCalls::advance(base::Time now) {
  for (auto at = running_.begin(); at != running_.end();) {
    const auto next = std::next(at);
    Running& test = **at;
    if (test.until <= now) {
      if (!test.outcome.answered) test.outcome.cause = ErrorCode::kNoAnswer;
      finish(at, test.outcome);
    }
    at = next;
  }
}

void TestCalls::stop() {
  while (!running_.empty()) finish(running_.begin(), running_.front()->outcome);
}

std::optional<base::Time> TestCalls::next_due() const {
  std::optional<base::Time> first;
  for (const auto& test : running_) {
    if (!first || test->until < *first) first = test->until;
  }
  return first;
}

}  // namespace peal::telephony
