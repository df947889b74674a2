import type { Language } from '../language';

const en = {
  lead: 'This page stands in for the web site of a company. Behind the button is its contact centre.',
  call: 'Call us',
  numbers: 'What you can call',
  number: 'Number',
  phone: 'Or from any SIP phone',
  phoneHelp: 'Dial sip:{number}@{address}. No account is needed.',
  steps: ['Click *Call us*, give your name and allow the microphone.', 'Listen to the greeting and press a key on the keypad.', 'Wait in the queue; an agent in another window answers.'],
  how: 'How it goes',
  agent: 'Sign in as the agent',
  closed: 'The demo is not open on this server. Start it with: peal serve --demo',
  unreachable: 'The server cannot be reached. Reload this page in a moment.',
  other: '中文',
};

const zh: typeof en = {
  lead: '此页面模拟一家公司的网站，按钮背后就是它的呼叫中心。',
  call: '联系我们',
  numbers: '可以呼叫的号码',
  number: '号码',
  phone: '也可以用任意 SIP 话机',
  phoneHelp: '拨打 sip:{number}@{address}，无需账户。',
  steps: ['点击“联系我们”，填写姓名，并允许使用麦克风。', '收听欢迎语，在拨号盘上按键。', '排队等待，另一窗口中的座席会接听。'],
  how: '体验步骤',
  agent: '以座席身份登录',
  closed: '此服务器没有开放演示。请用以下命令启动：peal serve --demo',
  unreachable: '无法连接服务器，请稍后刷新此页面。',
  other: 'English',
};

export const demoTexts: Record<Language, typeof en> = { 'en-US': en, 'zh-CN': zh };
