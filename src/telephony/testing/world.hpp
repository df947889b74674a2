#pragma once

#include <chrono>
#include <cmath>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <numbers>
#include <optional>
#include <string>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/assert.hpp"
#include "core/signal.hpp"
#include "media/media_plane.hpp"
#include "media/testing/ports.hpp"
#include "speech/speech_service.hpp"
#include "telephony/exchange.hpp"
#include "telephony/testing/phone.hpp"
#include "telephony/testing/wire.hpp"

namespace peal::telephony::testing {

inline speech::AudioPtr tone(double hz, std::chrono::milliseconds length) {
  auto samples = std::make_shared<speech::Audio>(static_cast<std::size_t>(length.count()) * 8);
  for (std::size_t i = 0; i < samples->size(); ++i) {
    (*samples)[i] = static_cast<std::int16_t>(8000 * std::sin(2 * std::numbers::pi * hz * static_cast<double>(i) / 8000));
  }
  return samples;
}

/// A voice whose sentences are tones of 400 Hz, long enough to have a clear window on a busy machine; "unspeakable" fails,
/// "at last" fails the first time.
class ToneProvider final : public speech::Provider {
 public:
  [[nodiscard]] std::string name() const override { return "tone"; }
  [[nodiscard]] base::Result<speech::Audio> synthesise(const speech::PromptRequest& request) override {
    if (request.text == "unspeakable") return base::fail(base::ErrorCode::kBadInput, "Nothing to say.");
    if (request.text == "at last" && !std::exchange(failed_, true)) return base::fail(base::ErrorCode::kOverloaded, "Too much to say.");
    return *tone(400, std::chrono::milliseconds{600});
  }

 private:
  bool failed_ = false;  // Of the thread that speaks.
};

inline constexpr core::TenantId kTenant{1};
inline core::AgentId agent_id(std::uint64_t n) { return {kTenant, n}; }

/// Settings by hand: number 7000, agents 1001 (phone), 1002 (browser), 1003 (outside).
class TestDirectory final : public Directory {
 public:
  std::optional<core::TenantId> tenant_of(std::string_view dialled) const override {
    return dialled == "7000" || dialled == "7001" ? std::optional(kTenant) : std::nullopt;
  }
  std::optional<std::string> number_on_trunk(core::TenantId tenant, std::string_view dialled) const override {
    if (dialled == "+861088887000" || dialled == "861088887000") return "7000";
    return tenant == kTenant && tenant_of(dialled) ? std::optional(std::string(dialled)) : std::nullopt;
  }
  core::TrunkId trunk_of(core::TenantId, std::string_view number) const override {
    const auto at = number_trunks.find(std::string(number));
    return at == number_trunks.end() ? core::TrunkId{} : at->second;
  }
  NumberForms forms_of(core::TenantId, std::string_view number) const override {
    const std::string text(number);
    if (text.starts_with('+')) return {text, text, "0" + text.substr(3)};
    return text.size() > 6 ? NumberForms{text, "+86" + text, text} : NumberForms{text, "", ""};
  }
  OutsideNumber outside_number(core::TenantId, std::string_view number) const override {
    OutsideNumber meant;
    meant.dialled = number;
    const bool abroad = number.starts_with('+') && !number.starts_with("+86");
    meant.e164 = number.starts_with('+') ? std::string(number) : number.size() > 6 ? "+86" + std::string(number) : std::string();
    meant.home = !abroad;
    meant.country = number.starts_with("+44") ? "GB" : abroad ? "" : "CN";
    meant.satellite = number.starts_with("+881");
    meant.emergency = number == "110";
    meant.readable = number.find('*') == std::string_view::npos;
    return meant;
  }
  std::uint32_t minute_of_day(core::TenantId, base::Time) const override { return minute; }
  core::PartyId party_of(core::TenantId tenant, std::string_view caller) const override {
    return {tenant, std::hash<std::string_view>{}(caller) | 1};
  }
  SourceTrust trust(const sip::SocketAddress& source) const override {
    const auto at = trusts.find(source.host());
    return at == trusts.end() ? SourceTrust::kCaller : at->second;
  }
  std::optional<sip::DigestSecret> device_secret(std::string_view realm, std::string_view user) const override {
    if (!device_owner(user)) return std::nullopt;
    return sip::digest_secret(std::string(user), std::string(realm), "secret-" + std::string(user));
  }
  std::optional<DeviceOwner> device_owner(std::string_view user) const override {
    if (user == "1001") return DeviceOwner{agent_id(1), "Li"};
    if (user == "1002") return DeviceOwner{agent_id(2), "Zhao"};
    return std::nullopt;
  }
  std::optional<AgentDevice> device_of(core::AgentId agent) const override {
    if (agent == agent_id(1)) return AgentDevice{core::DeviceKind::kSipPhone, "1001", {}};
    if (agent == agent_id(2)) return AgentDevice{core::DeviceKind::kBrowser, "1002", {}};
    if (agent == agent_id(3)) return AgentDevice{core::DeviceKind::kOutside, {}, outside};
    return std::nullopt;
  }
  ConferencePins conference_pins(core::ConferenceId) const override { return {"4711", "90210"}; }
  std::optional<WebCall> web_call(const sip::FlowAttributes& attributes) const override {
    const auto at = attributes.find("web.number");
    if (at == attributes.end()) return std::nullopt;
    return WebCall{kTenant, at->second, "", "Web visitor"};
  }
  void web_call_used(const sip::FlowAttributes&) override { ++web_calls_used; }
  media::PromptAudio prompt_recording(core::TenantId, std::string_view key, std::string_view language) const override {
    return key == "welcome" && language == "en-US" ? recorded : nullptr;
  }
  media::PromptAudio music(core::TenantId, std::string_view) const override { return nullptr; }

  std::map<std::string, SourceTrust> trusts;
  std::string outside = "sip:a3@10.0.0.30:5070";
  std::map<std::string, core::TrunkId> number_trunks;
  media::PromptAudio recorded = tone(600, std::chrono::milliseconds{600});
  int web_calls_used = 0;
  std::uint32_t minute = 12 * 60;
};

inline sip::SocketAddress at(std::uint8_t last, std::uint16_t port = 5060) { return {{10, 0, 0, last}, false, port}; }

/// One switch on a wire in memory, with real media on loopback. SIP's clock is
/// moved by hand; media runs in real time.
class World {
 public:
  explicit World(unsigned media_threads = 1) {
    folder = std::filesystem::temp_directory_path() / ("peal_telephony_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    media = open_media(media_threads, [this](media::MediaEvent e) { keep(std::move(e)); });
    voice = std::make_unique<speech::SpeechService>(speech::SpeechConfig{}, std::make_unique<ToneProvider>());
    restart();
  }
  ~World() {
    exchange.reset();
    voice.reset();
    media.reset();
    std::filesystem::remove_all(folder);
  }

  /// A fresh exchange, as after a restart of the program.
  void restart() {
    exchange.reset();
    SwitchConfig config;
    config.data = folder;
    config.calls_max = calls_max;
    config.instance = instance;
    config.silence_max = silence_max;
    config.codecs = {sip::sdp::Codec::kPcma, sip::sdp::Codec::kPcmu, sip::sdp::Codec::kOpus};
    exchange = std::make_unique<Exchange>(
        config, Phone::config(end.at(), 200),
        Exchange::Around{end, *media, *voice, directory, [this](core::Signal s) { signals.push_back(std::move(s)); },
                         clock(), [this](std::function<void()> task) { post(std::move(task)); }});
    // The clock stands still while a test calls, so any limit by time would be reached at once.
    exchange->adopt_strangers({{kTenant, {0, 0, 0}}});
    end.take = [this](const sip::Flow& flow, std::string_view bytes) {
      exchange->user_agent().received(flow, bytes, now);
    };
  }

  static std::unique_ptr<media::MediaPlane> open_media(unsigned threads, media::MediaPlane::EventSink sink) {
    media::MediaConfig config;
    const auto ports = media::testing::take_ports(40);
    config.port_first = ports.first;
    config.port_last = ports.last;
    config.threads = threads;
    auto opened = media::MediaPlane::open(config, std::move(sink));
    EXPECT_TRUE(opened) << opened.error().describe();
    PEAL_ASSERT(opened.has_value());
    return std::move(*opened);
  }

  std::function<base::Time()> clock() {
    return [this] { return now; };
  }
  void advance(base::Millis by) {
    const auto target = now + by;
    while (now < target) {
      now = std::min(target, now + base::Millis{100});
      exchange->user_agent().advance(now);
      exchange->advance();
      wire.deliver();
    }
  }
  void post(std::function<void()> task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  void keep(media::MediaEvent event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
  }
  /// Hands over what other threads have left, and everything on the wire.
  void pump() {
    std::deque<std::function<void()>> tasks;
    std::deque<media::MediaEvent> events;
    {
      const std::lock_guard lock(mutex_);
      tasks.swap(tasks_);
      events.swap(events_);
    }
    for (auto& task : tasks) task();
    for (auto& event : events) {
      first_audio += std::holds_alternative<media::FirstAudio>(event) ? 1 : 0;
      exchange->media_event(event);
    }
    tasks_done += tasks.size();
    wire.deliver();
  }
  /// Pumps in real time until `done` or `at_most` has passed.
  template <class Done>
  bool until(Done&& done, std::chrono::milliseconds at_most = std::chrono::milliseconds{30'000}) {
    const auto give_up = std::chrono::steady_clock::now() + at_most;
    for (;;) {
      pump();
      if (done()) return true;
      if (std::chrono::steady_clock::now() > give_up) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds{2});
    }
  }

  /// The newest signal of that kind; null when none was raised.
  template <class S>
  const S* last() const {
    for (auto s = signals.rbegin(); s != signals.rend(); ++s) {
      if (const auto* found = std::get_if<S>(&*s)) return found;
    }
    return nullptr;
  }
  template <class S>
  std::size_t count() const {
    std::size_t n = 0;
    for (const auto& s : signals) n += std::holds_alternative<S>(s) ? 1 : 0;
    return n;
  }
  template <class C>
  void order(C command) {
    exchange->carry_out(core::Command(std::move(command)));
    wire.deliver();
  }
  [[nodiscard]] sip::Flow udp() const { return {sip::Transport::kUdp, 0, end.at()}; }

  /// A call from `phone` to 7000 that has arrived; its leg.
  core::LegId arrive(Phone& phone) {
    phone.call("7000", udp());
    wire.deliver();
    const auto* arrived = last<core::LegArrived>();
    return arrived == nullptr ? core::LegId{} : arrived->leg;
  }
  core::LegId answered(Phone& phone) {
    const auto leg = arrive(phone);
    order(core::AnswerLeg{leg});
    return leg;
  }
  core::LegId new_leg() { return {kTenant, ++last_leg_}; }

  base::Time now = base::from_unix_millis(1'795'000'000'000);
  std::size_t calls_max = 1000;
  std::string instance;  ///< As SwitchConfig has it; counts after restart().
  base::Seconds silence_max{30};
  std::filesystem::path folder;
  Wire wire;
  Wire::End end{wire, at(1)};
  TestDirectory directory;
  std::vector<core::Signal> signals;
  std::unique_ptr<media::MediaPlane> media;
  std::unique_ptr<speech::SpeechService> voice;
  std::unique_ptr<Exchange> exchange;
  std::size_t tasks_done = 0;   ///< What other threads left and was handed over.
  std::size_t first_audio = 0;  ///< Streams over which sound has come.

 private:
  std::mutex mutex_;
  std::deque<std::function<void()>> tasks_;
  std::deque<media::MediaEvent> events_;
  std::uint64_t last_leg_ = 5000;
};

}  // namespace peal::telephony::testing
