// What an agent may ask for a call and an extension, held against the contract.
import { after, before, test } from 'node:test'

import { asked } from '../lib/contract.mjs'
import { Peal, until } from '../lib/peal.mjs'

const nowhere = '1-0DQ3M8X0A4K0C'
let peal
let agent
let supervisor

const extension = () => until('the agent is shown', async () => {
  const live = await asked(agent, 'GET', '/api/live', undefined, 200)
  return live.body.documents.find((one) => one.kind === 'agent' && one.data.key === 'li')?.data
})

before(async () => {
  peal = await Peal.start()
  agent = await peal.client('agent li')
  supervisor = await peal.client('supervisor chen')
})
after(() => peal?.stop())

test('a target is one thing, and a call that is not there is said to be gone', async () => {
  for (const way of ['transfer', 'consult']) {
    await asked(agent, 'POST', `/api/contacts/${nowhere}/${way}`, {}, 400)
    await asked(agent, 'POST', `/api/contacts/${nowhere}/${way}`, { number: '1002', queue: nowhere }, 400)
    await asked(agent, 'POST', `/api/contacts/${nowhere}/${way}`, { number: '1002' }, [404, 409])
  }
  for (const way of ['swap', 'complete-transfer', 'cancel-consult', 'retrieve-parked']) {
    await asked(agent, 'POST', `/api/contacts/${nowhere}/${way}`, undefined, [404, 409])
  }
  await asked(agent, 'POST', `/api/contacts/${nowhere}/park`, {}, [404, 409])
  await asked(supervisor, 'POST', `/api/contacts/${nowhere}/transfer`, { number: '1002' }, 403)
})

test('an extension is forwarded until it is not, and the desk shows where', async () => {
  await asked(agent, 'PUT', '/api/agent/forwarding', { when: 'no_answer', to: '10 02' }, 200)
  await until('the forwarding is shown', async () => (await extension()).forwarding.noAnswer === '1002')
  await asked(agent, 'PUT', '/api/agent/forwarding', { when: 'always', to: '1001' }, [400, 409])
  await asked(agent, 'PUT', '/api/agent/forwarding', { when: 'always', to: '55' }, [404, 409])
  await asked(agent, 'PUT', '/api/agent/forwarding', { when: 'sometimes', to: '1002' }, 400)
  await asked(agent, 'PUT', '/api/agent/forwarding', { when: 'no_answer' }, 200)
})
