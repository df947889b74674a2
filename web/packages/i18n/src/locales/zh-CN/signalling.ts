export const signalling = {
  title: '信令',
  lead: '{{messages}} 条 SIP 消息，点选可查看全文；密码、媒体密钥和按键均已遮盖。',
  more: '只显示前 2000 条消息。',
  capture: '下载 pcap',
  none: '没有保存此次通话的消息',
  noneText: '消息按服务器设定的天数和容量保存；负载很高时只保存一部分通话。',
  time: '时间',
  again: '重发',
  message: '消息全文',
  cause: '对方给出的原因',
  cut: '消息过长，其余部分未保存。',
  role: { caller: '主叫', agent: '座席', other: '对方' },
};
