// What stands on the pages in Chinese, by what stands there in English, so that
// a test reads the same for people of both languages.
const kChinese = {
  'Device check': '设备检查',
  'Start with the device check': '从设备检查开始',
  'Phone ready': '电话已就绪',
  'Play the tone': '播放测试音',
  'I heard it': '我听到了',
  'Start work: Ready': '开始工作：就绪',
  'Ready for the next call': '就绪，等待下一个来电',
  'My status': '我的状态',
  'You are not ready': '您当前未就绪',
  Lunch: '午餐',
  'Connection lost': '连接已断开',
  Answer: '接听',
  Reject: '拒接',
  Pressed: '按键',
  Hold: '保持',
  Retrieve: '取回',
  Mute: '静音',
  Unmute: '取消静音',
  Notes: '备注',
  Saved: '已保存',
  'How did it end?': '通话结果如何？',
  Done: '完成',
  'Forget for good': '彻底删除',
  // The customer's page.
  'Your name': '您的姓名',
  'Telephone number': '电话号码',
  'Call now': '立即呼叫',
  Connected: '通话中',
  Keypad: '拨号盘',
  'Key 1': '按键 1',
  'Hang up': '挂断',
  Close: '关闭',
  Speaks: '正在发言',
}

export const kLanguages = ['en-US', 'zh-CN']

// A word of the page's, in the language of whoever looks at it.
export function wordsOf({ language = 'en-US' } = {}) {
  if (language === 'en-US') return (english) => english
  return (english) => {
    const word = kChinese[english]
    if (language !== 'zh-CN' || !word) throw new Error(`no word for "${english}" in ${language}`)
    return word
  }
}
