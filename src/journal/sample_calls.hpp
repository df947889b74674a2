#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/seed.hpp"
#include "journal/journal.hpp"
#include "journal/sample_facts.hpp"

namespace peal::journal::sample {

/// A day of calls of every kind, the same for the same seed: answered with hold
/// and wrap-up, abandoned, offered twice, ended in the flow, still going on.
class Calls {
 public:
  Calls(KeyRing& keys, std::uint64_t seed) : keys_(keys), chance_(seed) {}

  std::vector<core::Fact> begin_day() {
    core::Settings settings;
    settings.revision = 1;
    auto& centre = settings.centres.emplace_back();
    centre.tenant = kTenant;
    for (std::uint64_t queue = 1; queue <= 2; ++queue) {
      auto& made = centre.queues.emplace_back();
      made.id = id<core::QueueId>(queue);
      made.service_level = base::Seconds(20);
    }
    std::vector<core::Fact> facts{fact(0, {}, core::SettingsAdopted{settings})};
    for (std::uint64_t agent = 1; agent <= 5; ++agent) {
      facts.push_back(fact(1, {}, core::AgentSignedIn{id<core::AgentId>(agent), {}}));
      facts.push_back(
          fact(1, {}, core::AgentStatusChanged{id<core::AgentId>(agent), core::AgentStatus::kReady, {}, {}, {}}));
    }
    return facts;
  }

  /// All facts of one call that arrives `ms` after the start.
  std::vector<core::Fact> call(std::int64_t ms) {
    ++count_;
    contact_ = id<core::ContactId>(1000 + count_);
    caller_ = "+86138" + std::to_string(count_ % 40);
    party_ = keys_.party_of(kTenant, caller_);
    facts_.clear();
    now_ = ms;
    facts_.push_back(arrival(contact_.value, party_, caller_, now_));
    add(5, core::CustomerIdentified{contact_, id<core::CustomerId>(count_ % 40 + 1), count_ < 40,
                                    base::Personal("王芳"), count_ % 7 == 0 ? "vip" : "", base::Personal("北京市")});
    add(100, core::ContactAnswered{contact_});
    add(0, core::FlowStepTaken{contact_, {}, "menu", "start", {}, 1});
    add(3000, core::DigitReceived{contact_, {}, base::Personal("1")});
    const auto kind = chance_.below(10);
    if (kind == 0) return end(core::ContactEnd::kInFlow);
    queue_ = id<core::QueueId>(1 + chance_.below(2));
    visit_ = id<core::VisitId>(5000 + count_);
    add(0, core::VisitStarted{visit_, contact_, queue_, 0});
    if (kind == 1) return facts_;  // Waits for ever.
    if (kind <= 3) {
      const auto waited = static_cast<std::int64_t>(chance_.below(60'000));
      add(waited, core::VisitEnded{visit_, contact_, queue_,
                                   waited > 5000 ? core::VisitEnd::kAbandoned : core::VisitEnd::kShortAbandoned,
                                   base::Millis{waited}});
      return end(core::ContactEnd::kAbandoned);
    }
    agent_ = id<core::AgentId>(1 + count_ % 5);
    if (kind == 4) offer(core::OfferEnd::kExpired, 20'000);
    return handle();
  }

 private:
  void add(std::int64_t later, core::FactBody body) {
    now_ += later;
    facts_.push_back(fact(now_, party_, std::move(body)));
  }
  std::vector<core::Fact> end(core::ContactEnd how) {
    add(1, core::ContactEnded{contact_, how, {}});
    return facts_;
  }
  void offer(core::OfferEnd how, std::int64_t rings) {
    const auto offer = id<core::OfferId>(9000 + 2 * count_ + (how == core::OfferEnd::kAccepted ? 1 : 0));
    add(10, core::OfferMade{offer, contact_, visit_, queue_, agent_, {}, at(now_ + 20'000)});
    add(10, core::OfferRinging{offer, contact_, agent_});
    add(rings, core::OfferEnded{offer, contact_, agent_, how, {}});
  }
  std::vector<core::Fact> handle() {
    const auto handling = id<core::HandlingId>(7000 + count_);
    const auto recording = id<core::RecordingId>(8000 + count_);
    const auto start = now_;
    add(0, core::RecordingStarted{recording, contact_});  // Before anybody answers.
    offer(core::OfferEnd::kAccepted, static_cast<std::int64_t>(chance_.below(30'000)));
    add(0, core::VisitEnded{visit_, contact_, queue_, core::VisitEnd::kAnswered, base::Millis{now_ - start}});
    add(0, core::HandlingStarted{handling, contact_, agent_, queue_, {}});
    add(0, core::LegsBridged{contact_, {}, {}});
    add(2000, core::HoldStarted{handling, contact_, agent_});
    add(1000, core::HoldEnded{handling, contact_, agent_});
    add(4000, core::TalkEnded{handling, contact_, agent_, core::HandlingEnd::kCustomerHungUp, base::Millis{6000},
                              base::Millis{1000}});
    add(0, core::WrapUpStarted{handling, contact_, agent_, core::WrapUpPolicy::kOptional, {}});
    end(core::ContactEnd::kHandled);
    add(500, core::RecordingEnded{recording, contact_, true, base::Millis{7000}, 112'000, "ab12", {}});
    add(1000, core::NotesWritten{handling, contact_, agent_, base::Personal("想要 \"红色\" 的")});
    add(1000, core::HandlingEnded{handling, contact_, agent_, id<core::DispositionId>(1), base::Millis{2501}});
    return facts_;
  }

  KeyRing& keys_;
  base::Seed chance_;
  std::uint64_t count_ = 0;
  core::ContactId contact_;
  std::string caller_;
  core::PartyId party_;
  core::QueueId queue_;
  core::VisitId visit_;
  core::AgentId agent_;
  std::int64_t now_ = 0;
  std::vector<core::Fact> facts_;
};

}  // namespace peal::journal::sample
