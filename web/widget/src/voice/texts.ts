import type { Language } from '../language';

const en = {
  title: 'Voice call',
  free: 'Free, straight from this page',
  name: 'Your name',
  needName: 'Please tell us your name.',
  phone: 'Telephone number (optional)',
  phoneHint: 'So that we know you, and can call you back.',
  call: 'Call now',
  asking: 'Please allow the microphone',
  connecting: 'Connecting',
  ringing: 'Ringing',
  connected: 'Connected',
  ended: 'Call ended',
  mute: 'Mute',
  unmute: 'Unmute',
  keypad: 'Keypad',
  hangUp: 'Hang up',
  again: 'Call again',
  close: 'Close',
  sent: 'Keys pressed',
  digit: 'Key',
  muted: 'You are muted',
  faults: {
    denied: 'The browser blocks the microphone. Click the lock in the address bar and allow it, then call again.',
    missing: 'No microphone was found. Plug one in and call again.',
    busy: 'Another program holds the microphone. Close it and call again.',
    insecure: 'Browsers give a microphone only to pages over HTTPS or on this machine itself.',
    unknown: 'The microphone could not be opened.',
    refused: 'The call was not accepted. Please try again in a moment.',
    unreachable: 'The contact centre cannot be reached. Check your connection and call again.',
  },
};

export type Texts = typeof en;
export type Fault = keyof Texts['faults'];

const zh: Texts = {
  title: '语音通话',
  free: '无需电话，直接在此页面通话',
  name: '您的姓名',
  needName: '请填写您的姓名。',
  phone: '电话号码（选填）',
  phoneHint: '便于我们认出您，也方便回电。',
  call: '立即呼叫',
  asking: '请允许使用麦克风',
  connecting: '正在连接',
  ringing: '正在呼叫',
  connected: '通话中',
  ended: '通话已结束',
  mute: '静音',
  unmute: '取消静音',
  keypad: '拨号盘',
  hangUp: '挂断',
  again: '再次呼叫',
  close: '关闭',
  sent: '已按',
  digit: '按键',
  muted: '您已静音',
  faults: {
    denied: '浏览器禁止了麦克风。请点击地址栏的锁形图标并允许使用，然后再次呼叫。',
    missing: '没有找到麦克风。请插好后再次呼叫。',
    busy: '麦克风正被其他程序占用。请关闭该程序后再次呼叫。',
    insecure: '浏览器只向 HTTPS 页面或本机页面开放麦克风。',
    unknown: '无法打开麦克风。',
    refused: '呼叫未被接受，请稍后再试。',
    unreachable: '无法连接呼叫中心。请检查网络后再次呼叫。',
  },
};

export const texts: Record<Language, Texts> = { 'en-US': en, 'zh-CN': zh };
