export const common = {
  save: '保存',
  cancel: '取消',
  close: '关闭',
  edit: '编辑',
  tryAgain: '重试',
  loading: '正在加载',
  loadMore: '显示更多',
  listComma: '、',
  none: '无',
  unknown: '未知',
  withheld: '未显示号码',
  webVisitor: '网页访客',
  all: '全部',
  search: '搜索',
  saved: '已保存',
  saving: '正在保存',
  language: '语言',
  yes: '是',
  no: '否',
  seconds: '{{count}} 秒',
};

export const nav = {
  label: '主导航',
  desk: '工作台',
  myPhone: '我的话机',
  board: '实时监控',
  calls: '通话记录',
  recordings: '录音',
  customers: '客户',
  conferences: '会议',
  trunks: '中继',
  signalling: '被拒呼叫',
  security: '安全',
  settings: '设置',
  sessions: '登录会话',
  deviceCheck: '设备检查',
  account: '{{name}} 的账户',
  signOut: '退出登录',
  role: { agent: '座席', supervisor: '班长', administrator: '管理员' },
};

export const theme = {
  toDark: '深色主题',
  toLight: '浅色主题',
};

export const problem = {
  internal: '出错了。请重试；如果问题仍在，请联系管理员。',
  unreachable: '无法连接服务器，没有做任何更改。',
  page: '无法加载此页面',
};

/** Codes of errors as short words, for causes in records. */
export const cause = {
  bad_input: '输入有误',
  not_found: '未找到',
  already_exists: '已存在',
  conflict: '状态冲突',
  not_signed_in: '未登录',
  forbidden: '无权限',
  too_large: '过大',
  too_many: '过多',
  overloaded: '过载',
  timeout: '超时',
  unreachable: '无法到达',
  busy: '忙',
  no_answer: '无人应答',
  declined: '被拒绝',
  unsupported_media: '媒体不支持',
  storage: '磁盘故障',
  storage_full: '磁盘已满',
  corrupt: '已损坏',
  address_in_use: '地址被占用',
  permission: '权限不足',
  unavailable: '不可用',
  cancelled: '正常结束',
  internal: '内部故障',
};

export const ribbon = {
  lost: '连接已断开，正在重连。您输入的内容会保留在这里。',
};

export const session = {
  title: '登录 Peal',
  lead: '呼叫中心',
  user: '用户名',
  password: '密码',
  signIn: '登录',
  needUser: '请先输入用户名。',
  needPassword: '请先输入密码。',
  ended: '您的登录已失效，请重新登录。',
  customerPage: '以客户身份试用',
};
