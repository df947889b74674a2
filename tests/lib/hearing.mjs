// What a page hears: the sound of the other side as it arrives, frame by frame,
// so that a test can tell which tone it was and when it began.

// Runs in the page before its own scripts. A frame is 10 ms.
function install(hertz) {
  const frames = []
  const kKept = 6_000
  const levelOf = (samples, rate, tone) => {
    const coefficient = 2 * Math.cos((2 * Math.PI * tone) / rate)
    let s1 = 0
    let s2 = 0
    // Under a Hann window, so that a loud tone does not pass for a faint one beside it.
    for (let i = 0; i < samples.length; ++i) {
      const s0 = samples[i] * (1 - Math.cos((2 * Math.PI * i) / samples.length)) + coefficient * s1 - s2
      s2 = s1
      s1 = s0
    }
    return (2 * Math.sqrt(Math.max(0, s1 * s1 + s2 * s2 - coefficient * s1 * s2))) / samples.length
  }
  const follow = async (track) => {
    const reader = new MediaStreamTrackProcessor({ track }).readable.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const samples = new Float32Array(value.numberOfFrames)
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' })
      frames.push({ at: performance.now(), levels: hertz.map((tone) => levelOf(samples, value.sampleRate, tone)) })
      if (frames.length > kKept) frames.shift()
      value.close()
    }
  }
  const Connection = window.RTCPeerConnection
  window.RTCPeerConnection = class extends Connection {
    constructor(...parts) {
      super(...parts)
      this.addEventListener('track', (event) => event.track.kind === 'audio' && void follow(event.track))
    }
  }
  // Moments, in ms of performance.now(), at which a tone was at least so loud.
  window.pealHeard = (tone, least, since) => frames.filter((frame) => frame.at >= since && frame.levels[hertz.indexOf(tone)] >= least).map((frame) => frame.at)
  window.pealClicks = []
  window.addEventListener('click', (event) => window.pealClicks.push(event.timeStamp), true)
  window.addEventListener('keydown', (event) => window.pealClicks.push(event.timeStamp), true)
}

// `hertz`: the tones that the test will ask about.
export const listenFor = (context, hertz) => context.addInitScript(install, hertz)

export const now = (page) => page.evaluate(() => performance.now())

// The moments since `since` at which `tone` was heard with at least the amplitude `least`.
export const heard = (page, tone, { least = 0.02, since = 0 } = {}) =>
  page.evaluate(([hertz, level, from]) => window.pealHeard(hertz, level, from), [tone, least, since])

// When the page was last clicked or typed on, on the same clock.
export const lastTouch = (page) => page.evaluate(() => window.pealClicks.at(-1))
