// A network of a test's own in which no datagram leaves or arrives but those of a TURN server's relays: a browser in it
// has TCP and nothing else, like one behind a strict firewall.
import { spawn, spawnSync } from 'node:child_process'
import test from 'node:test'

// The relays' ports; below those that the kernel hands out by itself, so no browser sits on one.
export const relays = { first: 20_000, last: 20_099 }

// The table `local` is asked first as a rule (ip-rule(8)); here what is no relay's datagram is thrown away before.
const kRange = `${relays.first}-${relays.last}`
const kSetup = [
  'ip link set lo up', 'ip rule add pref 100 lookup local', 'ip rule del pref 0', `ip rule add pref 5 ipproto udp sport ${kRange} lookup local`,
  `ip rule add pref 6 ipproto udp dport ${kRange} lookup local`, 'ip rule add pref 10 ipproto udp blackhole', 'exec "$@"',
].join(' && ')
// Whatever is begun in it ends with it.
const kInside = ['-rn', '--pid', '--fork', '--kill-child', '--mount-proc', 'sh', '-c', kSetup, 'sh']

// Whether this process is in such a network. Outside it the file is run again in one, as a test of this one; it is left
// out where the system does not let us make a network.
export function inNetworkWithoutUdp(file, { timeout }) {
  if (process.env.PEAL_WITHOUT_UDP) return true
  const allowed = spawnSync('unshare', [...kInside, 'true']).status === 0
  test('in a network without UDP', { timeout, skip: !allowed && 'no network namespaces here' }, async () => {
    const { NODE_TEST_CONTEXT: _, ...environment } = process.env
    const inside = spawn('unshare', [...kInside, process.execPath, '--test', '--test-force-exit', '--test-reporter=spec', file], {
      env: { ...environment, PEAL_WITHOUT_UDP: '1' }, stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    inside.stdout.on('data', (text) => (said += text))
    const status = await new Promise((resolve) => inside.on('exit', resolve))
    if (status !== 0) throw new Error(said)
  })
  return false
}
