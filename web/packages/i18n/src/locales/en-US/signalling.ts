export const signalling = {
  title: 'Signalling',
  lead: '{{messages}} SIP messages. Choose one to read it; passwords, keys of media and pressed keys are covered.',
  more: 'Only the first 2000 messages are shown.',
  capture: 'Download as pcap',
  none: 'No messages are kept of this call',
  noneText: 'They are kept for some days and up to a size, as the server was told; under heavy load only those of a share of the calls.',
  time: 'Time',
  again: 'again',
  message: 'The message',
  cause: 'Cause given',
  cut: 'The message was longer; the rest is not kept.',
  role: { caller: 'Caller', agent: 'Agent', other: 'Other side' },
};
