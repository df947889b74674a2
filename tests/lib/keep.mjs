// What a test opens is closed when its file is done, the last first.
import { after } from 'node:test'

// Keeps whatever can be closed or stopped; what it is given it gives back.
export function keeper() {
  const kept = []
  after(async () => {
    for (const thing of kept.reverse()) await (thing.close ? thing.close() : thing.stop()).catch(() => {})
  })
  return (thing) => (kept.push(thing), thing)
}
