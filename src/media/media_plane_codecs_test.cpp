#include "media/testing/plane.hpp"

/// What is said in one codec and heard in another.
namespace peal::media {
namespace {

using testing::Phone;
using testing::beats_until;
using testing::clearest_share_of;
using testing::expect_goes_on;
using testing::kAgent;
using testing::kCaller;
using testing::last;
using testing::share_of;
using testing::tone;

class MediaPlaneCodecsTest : public testing::RunningPlane {};

TEST_F(MediaPlaneCodecsTest, TheSameCodecPassesThroughByteForByteInOrder) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller);
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  EXPECT_TRUE(beats_until([&] { return agent.headers.size() >= 38 && clearest_share_of(700, agent.heard) > 0.95; }, [&] {
    caller.say(700);
    agent.hear();
  }));
  EXPECT_TRUE(agent.headers.front().marker) << "a new talker begins with the marker";
  for (std::size_t i = 1; i < agent.headers.size(); ++i) {
    EXPECT_EQ(agent.headers[i].sequence, static_cast<std::uint16_t>(agent.headers[i - 1].sequence + 1));
    expect_goes_on(agent.headers[i - 1], agent.headers[i]);
    EXPECT_NE(agent.headers[i].ssrc, 1U) << "our own source, not the caller's";
  }
}

// RFC 3264 7: what an answer lists beside its first codec may come at any time.
TEST_F(MediaPlaneCodecsTest, ACallerMayTurnToAnotherAgreedCodecAtAnyPacket) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller, [](StreamParameters& parameters) {
    parameters.also_receive = {{Codec::kPcmu, Phone::type_of(Codec::kPcmu)}, {Codec::kOpus, Phone::type_of(Codec::kOpus)}};
  });
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  const auto heard_as = [&](Codec codec, double hertz) {
    caller.turn_to(codec);
    agent.heard.clear();
    return beats_until([&] { return clearest_share_of(hertz, agent.heard) > 0.9; }, [&] {
      caller.say(hertz);
      agent.hear();
    });
  };
  EXPECT_TRUE(heard_as(Codec::kPcma, 500)) << "passed on as it is";
  EXPECT_TRUE(heard_as(Codec::kPcmu, 900)) << "the agent has A-law";
  EXPECT_TRUE(heard_as(Codec::kOpus, 1'300)) << "on another clock";
  EXPECT_TRUE(heard_as(Codec::kPcma, 1'700)) << "and back";
  for (const auto& header : agent.headers) EXPECT_EQ(header.payload_type, Phone::type_of(Codec::kPcma));
}

TEST_F(MediaPlaneCodecsTest, PacketsHaveTheLengthThatTheyWantAndTheEndIsNotCutOff) {
  for (const unsigned ptime : {10U, 30U, 60U}) {
    Phone phone;
    const StreamId stream{100 + ptime};
    connect(stream, phone, [&](StreamParameters& parameters) { parameters.ptime_ms = ptime; });
    plane_->play(stream, PlayId{1}, {std::make_shared<const std::vector<std::int16_t>>(tone(400, 2'560))});
    EXPECT_TRUE(beats_until([&] { return phone.heard.size() >= 2'560; }, [&] { phone.hear(); })) << ptime;
    EXPECT_GT(share_of(400, std::span(phone.heard).first(2'560)), 0.95) << ptime;
    const std::uint32_t samples = ptime * 8;
    EXPECT_EQ(phone.heard.size() % samples, 0U) << ptime;
    for (std::size_t i = 1; i < phone.headers.size(); ++i) {
      const std::uint32_t step = phone.headers[i].timestamp - phone.headers[i - 1].timestamp;
      EXPECT_TRUE(step >= samples && step % 80 == 0) << ptime << ": " << step;
    }
  }
}

// RFC 3389: a pause is noise for whoever does not know such packets, and passes to whoever does.
TEST_F(MediaPlaneCodecsTest, APauseIsHeardAsNoiseAndIsNotAnIdleLine) {
  Phone caller(Codec::kPcma, 1);
  Phone agent(Codec::kPcma, 2);
  connect(kCaller, caller, [](StreamParameters& parameters) {
    parameters.receive_noise_type = 13;
    parameters.idle_after = base::Seconds{1};
  });
  connect(kAgent, agent);
  ASSERT_TRUE(plane_->bridge(kCaller, kAgent));
  EXPECT_TRUE(beats_until([&] { return clearest_share_of(700, agent.heard) > 0.9; }, [&] {
    caller.say(700);
    agent.hear();
  }));
  caller.pause(45);
  agent.heard.clear();
  EXPECT_TRUE(beats_until([&] { return agent.heard.size() >= 16'000; }, [&] { agent.hear(); })) << "two seconds without a packet";
  const double level = std::sqrt(testing::energy(last(agent.heard, 8'000)) / 8'000);
  EXPECT_NEAR(20 * std::log10(level / 32'124), -45, 1.5);
  EXPECT_TRUE(all<StreamIdle>().empty());

  StreamParameters knows = agent.parameters();
  knows.send_noise_type = 100;
  ASSERT_TRUE(plane_->configure(kAgent, knows));
  EXPECT_TRUE(beats_until([&] { return agent.headers.back().payload_type == 100; }, [&] {
    caller.pause(45);
    agent.hear();
  }));
}

}  // namespace
}  // namespace peal::media
