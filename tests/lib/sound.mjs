// Tones made and found again: how a test knows that sound went the right way.

const kHeaderBytes = 44

// A mono WAV of one tone, as a browser's microphone or a phone's file.
export function toneWav(hertz, seconds, { rate = 48_000, level = 0.3 } = {}) {
  const count = Math.round(rate * seconds)
  const bytes = Buffer.alloc(kHeaderBytes + count * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + count * 2, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(count * 2, 40)
  for (let i = 0; i < count; ++i) {
    bytes.writeInt16LE(Math.round(Math.sin((2 * Math.PI * hertz * i) / rate) * level * 32767), kHeaderBytes + i * 2)
  }
  return bytes
}

const muLaw = (byte) => {
  const u = ~byte & 0xff
  const value = (((u & 0x0f) << 3) + 0x84) << ((u & 0x70) >> 4)
  return (u & 0x80 ? 0x84 - value : value - 0x84)
}
const aLaw = (byte) => {
  const a = byte ^ 0x55
  const segment = (a & 0x70) >> 4
  let value = (a & 0x0f) << 4
  value = segment === 0 ? value + 8 : (value + 0x108) << (segment - 1)
  return a & 0x80 ? value : -value
}

// {rate, channels: [Float64Array]}; samples from -1 to 1.
export function readWav(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = (at) => String.fromCharCode(...bytes.subarray(at, at + 4))
  if (text(0) !== 'RIFF' || text(8) !== 'WAVE') throw new Error('not a WAV file')
  let format
  for (let at = 12; at + 8 <= bytes.byteLength;) {
    const size = view.getUint32(at + 4, true)
    if (text(at) === 'fmt ') {
      format = { tag: view.getUint16(at + 8, true), channels: view.getUint16(at + 10, true), rate: view.getUint32(at + 12, true), bits: view.getUint16(at + 22, true) }
    } else if (text(at) === 'data') {
      const step = format.bits / 8
      const frames = Math.floor(Math.min(size, bytes.byteLength - at - 8) / step / format.channels)
      const channels = Array.from({ length: format.channels }, () => new Float64Array(frames))
      for (let i = 0; i < frames; ++i) {
        for (let c = 0; c < format.channels; ++c) {
          const place = at + 8 + (i * format.channels + c) * step
          const sample = format.tag === 7 ? muLaw(bytes[place]) : format.tag === 6 ? aLaw(bytes[place]) : view.getInt16(place, true)
          channels[c][i] = sample / 32768
        }
      }
      return { rate: format.rate, channels, seconds: frames / format.rate }
    }
    at += 8 + size + (size % 2)
  }
  throw new Error('a WAV file without data')
}

// Amplitude of `hertz` in samples [from, to) seconds (Goertzel).
export function toneLevel(samples, rate, hertz, from, to) {
  const begin = Math.max(0, Math.round(from * rate))
  const end = Math.min(samples.length, Math.round(to * rate))
  const coefficient = 2 * Math.cos((2 * Math.PI * hertz) / rate)
  let s1 = 0
  let s2 = 0
  for (let i = begin; i < end; ++i) {
    const s0 = samples[i] + coefficient * s1 - s2
    s2 = s1
    s1 = s0
  }
  const power = s1 * s1 + s2 * s2 - coefficient * s1 * s2
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, end - begin)
}

export function rms(samples, rate, from, to) {
  const begin = Math.max(0, Math.round(from * rate))
  const end = Math.min(samples.length, Math.round(to * rate))
  let sum = 0
  for (let i = begin; i < end; ++i) sum += samples[i] * samples[i]
  return Math.sqrt(sum / Math.max(1, end - begin))
}

// How long, in seconds and all in all, `hertz` is heard above `least`: a busy
// machine may tear holes into it.
export function toneTime(samples, rate, hertz, least, window = 0.1) {
  let time = 0
  for (let t = 0; t + window <= samples.length / rate; t += window) {
    if (toneLevel(samples, rate, hertz, t, t + window) >= least) time += window
  }
  return time
}
